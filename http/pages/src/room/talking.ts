// What a person is about to do with a message: answer it, change it, take it back, react to it.

import { signal } from "@preact/signals";
import type { Answered } from "../client/link.ts";
import type { ChatItem, React } from "../wire.ts";

export class Talking {
  constructor(
    /** Gives a reaction, or takes it back. */
    readonly react: (react: React) => Promise<Answered>,
  ) {}

  /** The message that is being answered. */
  readonly answering = signal<ChatItem | null>(null);
  /** The message of one's own that is being changed. */
  readonly changing = signal<ChatItem | null>(null);
  /** The one that is about to be taken back. */
  readonly takingBack = signal<ChatItem | null>(null);
}
