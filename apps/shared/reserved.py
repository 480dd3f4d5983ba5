"""Words that no username and no room may take, since an address or a promise already does."""

RESERVED = frozenset(
    """
    about abuse account accounts activity admin administrator all announcements anonymous api archive assets auth
    blog bot bots channel channels comments community concerns contact courtyard create css dashboard delete demo
    deleted direct discover docs edit email endorsements event events everyone everybody explore export favicon
    favicon.ico feed feeds files find follow followers following forgot front guest guests healthz help here home
    hook hooks host hostmaster house img index info invitation invitations invite invites join js legal list live
    login logout mail mailer media member members mention mentions message messages mod moderation moderator
    moderators new news nobody none notification notifications null official owner page people photo photos policy
    post postmaster posts press privacy profile profiles project projects register report reports review reviews
    robots robots.txt room rooms root rules saved search security server session sessions settings share side
    signin signout signup site sitemap sitemap.xml skill skills service-worker.js staff static status stream
    streams support system tag tags team terms test too-large undefined upload uploads user users visitor
    webmaster week weeks welcome well-known .well-known www you
    """.split()
)
