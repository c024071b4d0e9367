// The browser as a socket of ours needs it: connections, clocks, ids.

import { hearServerTime, serverNow } from "./clock.ts";
import type { World } from "./link.ts";
import { uuid7 } from "./uuid.ts";

/** The real outside world of a socket. */
export const browser: World = {
  open(path: string): WebSocket {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new WebSocket(url, "homeroom.v1");
  },
  tick: () => performance.now(),
  now: serverNow,
  random: Math.random,
  uuid: () => uuid7(Date.now()),
  hearServerTime,
};
