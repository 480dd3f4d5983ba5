/* `dateFormat(options)`: as Intl.DateTimeFormat in the language of the page, which writes dates as the server does:
   21 November. `HOUR`: 09:38. */
globalThis.dateFormat = (options) => new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), options);
globalThis.HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
