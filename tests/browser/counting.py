"""Says how many browser tests ran, and fails the run when there were to be some and none ran."""

BROWSER = "tests/browser/"


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    ran = count(terminalreporter, "passed", "failed")
    terminalreporter.write_line(f"{ran} browser tests ran")


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput") or exitstatus:
        return
    whole = not session.config.args or session.config.args == session.config.getini("testpaths")
    if whole and not count(reporter, "passed", "failed"):
        reporter.write_line("No browser test ran: they are part of the proof.", red=True)
        session.exitstatus = 1


def count(reporter, *outcomes):
    return sum(report.nodeid.startswith(BROWSER) for outcome in outcomes for report in reporter.stats.get(outcome, ()))
