// What a person is about to do with a message: answer it, change it, take it back.

import { signal } from "@preact/signals";
import type { ChatItem } from "../wire.ts";

export class Talking {
  /** The message that is being answered. */
  readonly answering = signal<ChatItem | null>(null);
  /** The message of one's own that is being changed. */
  readonly changing = signal<ChatItem | null>(null);
  /** The one that is about to be taken back. */
  readonly takingBack = signal<ChatItem | null>(null);
}
