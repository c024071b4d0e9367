// Every sentence a person reads on these pages. It says what is true, what happens next, and what can be done: short
// words, "you" and "we", no "please", no exclamation marks. Times as times.

import { doorWords } from "./door-words.ts";
import { count, things } from "./figures.ts";
import { homeWords } from "./home-words.ts";
import { signInWords } from "./sign-in-words.ts";
import type { Because, Code, Entitlement, NoMedia, ReportOutcome } from "./wire.ts";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `18:23`, in the reader's zone. */
export const timeOf = (millis: number): string => clock.format(millis);

/** ` in Sofia`: where the reader's clock is, as the zone's name says. */
export function placeOf(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [area, ...rest] = zone.split("/");
  const city = rest.at(-1)?.replaceAll("_", " ");
  return !city || area === "Etc" ? ` ${area === "Etc" ? "UTC" : zone}` : ` in ${city}`;
}

/** `4:12`, or `1:04:12` from an hour on. */
export function spanOf(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const [minutes = 0, rest = 0] = parts;
  const hours = Math.floor(seconds / 3600);
  const two = (figure: number) => String(figure).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `12 s`, `3 min`. */
export const lengthOf = (millis: number): string => {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
};

/** A sentence in bold, and what follows from it. */
type Pair = readonly [string, string];

export const PRODUCT = "homeroom";

export const words = {
  loading: "Opening the door",
  homeLink: "Your classes",
  tryNow: "Try now",
  tryAgain: "Try again",
  close: "Close",

  theme: { label: "Light or dark", system: "As the system", light: "Light", dark: "Dark" },

  ...signInWords,
  ...doorWords,

  other: {
    title: (name: string) => `This browser is signed in as ${name} now`,
    lead: "Another tab used another sign-in link. One browser holds one sign-in.",
    act: (name: string) => `Go on as ${name}`,
  },

  home: homeWords,

  rule: {
    doors: "Doors",
    class: "Class",
    closing: "Closing",
    sentence: (title: string, from: string, to: string, now: string) =>
      `${title}: class from ${from} to ${to}. It is ${now}.`,
    here: (from: string, to: string) => `Here from ${from} to ${to}.`,
  },

  door: {
    title: "How do you look and sound?",
    name: "You go in as",
    inClass: (span: string) => `Class in ${span}`,
    since: (time: string) => `Class since ${time}`,
    microphone: "Microphone",
    camera: "Camera",
    speakers: "Speakers",
    turnOn: "Turn on",
    turnOff: "Turn off",
    turnOnMic: "Turn on microphone",
    turnOffMic: "Turn off microphone",
    turnOnCam: "Turn on camera",
    turnOffCam: "Turn off camera",
    asking: "Asking",
    micOff: "Off. You can turn it on in class.",
    camOff: "Off. You can turn it on in class.",
    camOn: "On. When you go in, the class sees you.",
    hearNothing: "On. Say something, the bars follow your voice.",
    hearYou: "We hear you.",
    chime: "Hear a chime?",
    play: "Play",
    playAgain: "Play again",
    played: "Played once",
    which: (what: string) => `Which ${what}`,
    level: (percent: number) => `Level ${percent} per cent`,
    preview: "Only you see this",
    previewOff: "Your camera is off",
    previewOffWay: "Nobody sees you until you turn it on.",
    privacy: "Microphone and camera stay off until you turn them on. When they are on, everyone in class sees and hears you.",
    privacyStaff: "Microphone and camera stay off until you turn them on. When they are on, everyone in class hears you, and only staff see you.",
    go: "Go in",
    goWithout: "Go in without camera",
    goTeach: "Go in and teach",
    going: "Going in",
    listen: "Just listen: no microphone, no camera",
    linkUsed: (name: string) => `This link has been used. You are signed in as ${name} already.`,
    trouble: {
      blocked: "Blocked",
      dismissed: "Not allowed yet",
      none: "Not found",
      busy: "In use",
      unsupported: "Not here",
      unplugged: "Unplugged",
      system: "Blocked",
    },
    cameraTrouble: {
      blocked: [
        "The browser is blocking the camera",
        "Choose the sign beside the address, choose Allow, then try again. Class works fine without one.",
      ],
      dismissed: ["The browser asked, and nobody answered", "Try again and choose Allow. Class works fine without one."],
      none: ["No camera found", "Plug one in and try again. Class works fine without one."],
      busy: ["Another program uses the camera", "Close it and try again. Class works fine without one."],
      unsupported: [
        "This browser gives no camera here",
        "Pages get one only over https. Class works fine without one.",
      ],
      unplugged: ["The camera was unplugged", "Plug it in and try again. Class works fine without one."],
      system: [
        "The computer is blocking the camera",
        "Allow this browser in the computer's privacy settings, then try again. Class works fine without one.",
      ],
    },
    micTrouble: {
      blocked: "The browser is blocking the microphone. Choose the sign beside the address, choose Allow, then try again. You can listen and write without one.",
      dismissed: "The browser asked, and nobody answered. Try again and choose Allow. You can listen and write without one.",
      none: "No microphone found. Plug one in and try again. You can listen and write without one.",
      busy: "Another program uses the microphone. Close it and try again. You can listen and write without one.",
      unsupported: "This browser gives no microphone here: pages get one only over https. You can listen and write without one.",
      unplugged: "The microphone was unplugged. Plug it in and try again. You can listen and write without one.",
      system: "The computer is blocking the microphone. Allow this browser in the privacy settings, then try again. You can listen and write without one.",
    },
  },

  otherDevice: {
    title: "You are in this class on another device",
    lead: "Take over here, and the other one stops. Your seat stays yours.",
    takenTitle: "Your other device took the place",
    takenLead: "You are in class there. Take over here, and the other one stops. Your seat stays yours.",
    act: "Take over here",
    no: "Stay there",
  },

  room: {
    here: (figure: number) => `${count.format(figure)} here`,
    hereWatching: (seated: number, watching: number) => `${count.format(seated)} seated, ${count.format(watching)} watching`,
    hereAt: (figure: number, time: string) => `${count.format(figure)} at ${time}`,
    offline: "Offline",
    connected: "Connected",
    connecting: "Connecting",
    watching: "Watching",
    seat: (seat: number, of: number) => `Seat ${count.format(seat)} of ${count.format(of)}`,
    stage: "Board",
    skip: "Write to the class",
    withoutMedia: "There is no sound and picture in this class.",
    withoutMediaShort: "No sound or picture.",
    pictureOf: (name: string) => `Picture of ${name}`,
    more: (figure: number) => `and ${count.format(figure)} more`,
    startsIn: "Class starts in",
    startsSoon: "Class is about to start",
    closing: (time: string) => `The hour is over. You can write until ${time}.`,
    teacherOff: "The teacher's camera is off.",
    teacherAway: "The teacher's picture comes when the camera is on.",
    youTeach: "You teach this class. Turn your camera on when you are ready.",
    noPicture: "You are watching without picture.",
    pictureStopped: (time: string) => `Picture stopped at ${time}`,
    pictureComing: "The picture is coming",
    theTeacher: "Teacher",
    aStudent: "Student",
    smallPictures: "Small pictures",
    you: "You",
    yourPicture: "Your picture",
    speaking: "speaking",
    microphone: "Microphone",
    camera: "Camera",
    mic: "Mic",
    cam: "Cam",
    on: "on",
    off: "off",
    asking: "asking",
    needsSeat: "Speaking needs a seat.",
    noSound: "Turn sound on",
    leave: "Leave",
    end: "End class",
    endLater: "You can end the class once it has begun.",
    controls: "Controls",
  },

  chat: {
    hidden: "Removed by a moderator.",
    title: "Chat",
    list: "Messages",
    empty: "Nobody has written yet.",
    teacher: "Teacher",
    you: "You",
    sending: "Sending",
    waits: "Waiting to send",
    notSent: "Not sent.",
    again: "Try again",
    againNamed: (text: string) => `Try again: ${text}`,
    delete: "Delete",
    deleteNamed: (text: string) => `Delete: ${text}`,
    lostAt: (time: string) => `Connection lost at ${time}`,
    missing: "Messages in between are on their way",
    earlier: "Show earlier messages",
    fresh: (figure: number) => things(figure, "new message", "new messages"),
    newHere: "New since you were here",
    newSince: (figure: number) => `${things(figure, "new message", "new messages")} since you were here`,
    write: "Write to the class",
    send: "Send",
    over: (figure: number) => `${things(figure, "character", "characters")} too long`,
    left: (figure: number) => `${things(figure, "character", "characters")} left`,
    closed: "The chat is closed.",
    said: (name: string, text: string) => `${name}: ${text}`,
  },

  banner: {
    appealed: "Your appeal was right: what was decided does not hold any more.",
    asked: "You are asked something about your appeal.",
    calm: ["Calm mode.", "For now only staff write and send."],
    signedOut: ["You've been signed out.", "A new sign-in link brings you back to your seat."],
    lost: (span: string): Pair => [`Connection lost for ${span}.`, "Trying again. Keep writing, it goes out when we're back."],
    lostStill: ["Connection lost.", "Trying again. Keep writing, it goes out when we're back."],
    back: (sent: number, caughtUp: number): Pair => [
      "You're back.",
      `${things(sent, "message", "messages")} sent, ${count.format(caughtUp)} caught up.`,
    ],
    backPlain: ["You're back.", "Nothing was missed."],
    noMedia: {
      not_configured: ["Sound and video are not available.", "Class goes on with chat."],
      unreachable: (time: string): Pair => [
        `Sound and video are down since ${time}.`,
        "Class goes on with chat. We try again by ourselves.",
      ],
      lost: (time: string): Pair => [
        `Sound and video stopped at ${time}.`,
        "Class goes on with chat. We are bringing them back.",
      ],
    },
    watching: (capacity: number): Pair => [
      "You are watching.",
      `${capacity === 1 ? "The only seat is" : `All ${count.format(capacity)} seats are`} taken, and watchers get no picture yet. Chat works as usual. Speaking needs a seat.`,
    ],
    watchingPlain: [
      "You are watching.",
      "Watchers get no picture yet. Chat works as usual. Speaking needs a seat.",
    ],
    closing: (time: string): Pair => ["The hour is over.", `You can write until ${time}.`],
  },

  leave: {
    title: "Leave class?",
    seat: "Your seat is free at once, and somebody else may take it.",
    plain: "You can come back while the class is open.",
    teacher: "The class goes on without you. To end it for everyone, use End class.",
    stay: "Stay",
    go: "Leave",
  },

  end: {
    title: "End the class for everyone?",
    lead: (figure: number) =>
      figure > 1
        ? `${things(figure - 1, "other person is", "others are")} here. The class is over for all of them, and nobody can come back in.`
        : "The class is over for everyone, and nobody can come back in.",
    stay: "Keep teaching",
    go: "End class",
    going: "Ending",
    failed: "The class did not end.",
    offline: "There is no connection. End the class when you are back.",
  },

  left: {
    title: "You left the class",
    lead: "It goes on without you. Your seat is free for somebody else.",
    back: "Go back in",
  },

  offline: {
    chip: "Offline",
    title: "No connection to homeroom",
    lead: "We try again by ourselves, and go on where you were. Nothing you were told was sent is lost.",
    since: (time: string) => `Offline since ${time}`,
    unanswered: "No answer came.",
  },

  report: {
    act: "Report",
    named: (name: string) => `Report this message of ${name}`,
    person: (name: string) => `Report ${name}`,
    outcome: {
      acted: "The moderators did something about what you reported.",
      nothing_wrong: "The moderators looked at what you reported and found nothing wrong.",
    } satisfies Record<Exclude<ReportOutcome, "received">, string>,
    at: (time: string) => `You reported it at ${time}.`,
  },

  refusal: {
    decision: (id: string) => `Decision ${id}, if you ask for help.`,
    trace: (id: string) => `Trace ${id}, if you ask for help.`,
    unlisted: [
      "This class is not open for you now",
      "It is over, it has not been opened yet, or it is not part of what you can join.",
    ],
    nowhere: ["There is no page at this address", "Look at the address once more, or go on from your classes."],
  },
} as const;

/** What a refusal says on a page of its own: the fact, and the way on. */
export const refusals: Partial<Record<Code, readonly [string, string]>> = {
  not_entitled: ["This class is not part of what you can join", "Your other classes are not affected."],
  not_permitted: ["You can't go in now", "Your other classes are not affected."],
  not_found: ["There is no such class", "The link may be incomplete."],
  waitlist_full: ["So many wait for a seat that nobody else can", "You can still come and watch."],
  no_offer: ["That seat has gone to the next in line", "If you wait, you are asked again."],
  too_late: ["It is too late to wait for a seat in this class", "You can still come and watch."],
  removed: ["You were removed from this class", "This is for today's class only. Your next classes are not affected."],
  banned: ["A moderator ended your class today", "This is for today's class only. Your next classes are not affected."],
  banned_from_course: ["You can't come to the classes of this course", "This is for all of its classes. Other courses are not affected."],
  banned_from_platform: ["You can't come to any class here", "A moderator decided this for all classes."],
  denied: ["You were not let in", "Your other classes are not affected."],
  over: ["This class is over", "Your other classes are not affected."],
  cancelled: ["This class was cancelled", "It does not take place. Your other classes are not affected."],
  busy: ["The class is busy", "Wait a moment, then try again."],
  unavailable: ["The door does not open right now", "Nothing is lost. Wait a moment, then try again."],
  entitlement_unknown: ["We can't look up what you can join right now", "Nothing is lost. Wait a moment, then try again."],
  quarantined: ["This class has a fault", "Somebody has been called. Try again in a few minutes."],
  broke: ["Something broke on our side", "Nothing was changed. Try again, or go to another class."],
  too_often: ["Too often", "Wait a moment, then try again."],
  too_many_sockets: ["Too many connections", "Close other tabs with this class, then try again."],
};

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const whenOf = (at: string | undefined): string => {
  const millis = at ? Date.parse(at) : Number.NaN;
  return Number.isNaN(millis) ? "" : ` on ${day.format(millis)} at ${timeOf(millis)}`;
};

const entitled: Partial<Record<Because, (entitlement: Entitlement) => string>> = {
  no_grant: () => "You have no plan that holds now.",
  not_yet: ({ from }) => `Your plan has not begun. It begins${whenOf(from) || " later"}.`,
  ended: ({ until }) => `Your plan ended${whenOf(until)}.`,
  other_course: () => "Your plan is for other courses.",
  not_in_plan: () => "Your plan does not include this.",
};

/** Why somebody may not come in, as a sentence; none where there is nothing to add. */
export const whyNot = (entitlement: Entitlement | undefined): string | undefined =>
  entitlement && entitled[entitlement.reason]?.(entitlement);

/** What a closed socket says on a page of its own. */
export const closes: Record<number, readonly [string, string]> = {
  1000: ["The connection was closed", "You can go back in."],
  1009: ["A message was too large", "The connection was closed for it. You can go back in."],
  4400: ["This page and the server do not understand each other", "A newer page may be there. Reload it."],
  4403: ["You were removed from this class", "This is for today's class only. Your next classes are not affected."],
  4404: ["There is no such class for you", "It is over, or it is not part of what you can join."],
};

/** A message that was refused. */
export const notSent: Partial<Record<Code, string>> = {
  chat_paused: "The chat is paused.",
  words_blocked: "Some of these words are not allowed here.",
  muted: "You can't write in the chat for now.",
  over: "The class is over.",
  not_permitted: "You may not write now.",
  too_long: "It is too long.",
  invalid: "It is empty.",
  too_often: "Too often.",
  busy: "The class is busy.",
  unavailable: "The server can't keep it right now.",
};

/** Whether a missing media room is worth a word of its own. */
export const isNews = (reason: NoMedia): reason is "not_configured" | "unreachable" => reason !== "watching" && reason !== "lobby";
