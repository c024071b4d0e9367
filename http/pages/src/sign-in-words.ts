// Every sentence of signing in; part of the words of all pages, and in their voice.

export const signInWords = {
  signedOut: {
    title: "Come on in",
    lead: (time: string) => `It's ${time}. There is no password: we send you a link and a code.`,
    used: "This link has been used, or its time is over. Each link works once.",
    usedWay: "A new one comes by email.",
    ended: "This sign-in has ended.",
    endedWay: "A new link brings you back to your seat.",
    label: "Email",
    act: "Email me a link and a code",
    working: "Sending",
    noAddress: "This is no address like name@example.org.",
    wait: (span: string) => `Too often. You can ask again in ${span}.`,
    waitOver: "You can ask again now.",
    unsent: "The mail can't be sent right now. Try again in a moment.",
    shared: "On a shared computer? Sign out when you are done.",
    board: "Every hour has its class.",
    boardLead: "Come in, sit down, say hello.",
  },

  code: {
    title: "Check your email",
    sent: "Sent to",
    way: "Open the link in this browser, or type the code.",
    label: "The code, six figures",
    act: "Sign in",
    working: "Signing in",
    until: (time: string) => `Works until ${time}`,
    againIn: (span: string) => `Send again in ${span}`,
    again: "Send again",
    sending: "Sending",
    resent: "Sent again. The earlier code works too.",
    short: "The code has six figures.",
    wrong: "That code doesn't match.",
    over: "This code has been used, or its time is over. Send a new one.",
    none: "No tries left. Send a new one, or open the link.",
    late: "The time is over. Send a new one.",
    missing: "No mail after a minute?",
    missingWays: [
      "Look in spam, junk or promotions. It is from homeroom.",
      "Is the address above right? A letter too many is enough.",
      "Some schools hold mails back for a few minutes. The code waits.",
    ],
    other: "Use another address",
  },

  otherBrowser: {
    title: "This link belongs to another browser",
    lead: "You asked for it on a different browser or phone. Go back there and type the code from the same email. Nobody is signed in here.",
    act: "Send a new link to this browser",
  },
} as const;
