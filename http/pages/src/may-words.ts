// What staff read where they ask why a student may not.

import type { CommandKind, Rule } from "./wire.ts";

/** What is never a student's is not asked after, and stands here no more than what nobody takes from them. */
export type Asked = Exclude<Rule, "role">;

export const mayWords = {
  title: "What they may not now, and why",
  nothing: "They may all that students may.",
  failed: "No answer. Open it again.",
  /** In the order in which they are read. */
  kinds: {
    say: "writing",
    edit: "changing a message",
    react: "reacting",
    raise_hand: "raising a hand",
    microphone: "microphone",
    camera: "camera",
    vote: "answering polls",
    ask_question: "asking a question",
    upvote: "voting for a question",
    direct: "writing to the moderators",
    report: "reporting",
  } satisfies Partial<Record<CommandKind, string>>,
  rules: {
    not_here: "Not in the class now",
    phase: "Not at this time of the class",
    tier: "Only with a seat",
    calm: "Staff have made the class calm",
    chat_paused: "Staff have paused the chat",
    locked: "Staff have locked it for all students",
    locked_alone: "Staff have locked it for them alone",
    muted: "They are muted",
    slow: "They have just written",
    looked_at: "Messages are looked at first",
    enough: "As much of it waits or is up as may be",
  } satisfies Record<Asked, string>,
  /** Who waits in the lobby may nothing of it until they are let in, with a seat or without. */
  lobby: "They wait in the lobby",
  /** One that came after this page. */
  other: "Another rule",
  /** Slow mode, which is the only one of its kind that staff set. */
  slow: (seconds: number) => `Slow mode, one message every ${seconds} s`,
  mutedFor: (who: string, reason: string) => `${who} has muted them (${reason})`,
  byFilter: "Muted by itself, for words that are not allowed here",
  row: (why: string, until: string | null, what: readonly string[]) =>
    `${why}${until ? `, until ${until}` : ""}: ${what.join(", ")}`,
} as const;
