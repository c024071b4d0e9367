// Who waits to be let in, as staff know it: a list and its changes.

import type { LobbyChange, LobbyView } from "../wire.ts";

/** The lobby after a change of it. */
export function lobbied(lobby: LobbyView, version: number, change: LobbyChange): LobbyView {
  const { waiting = [], denied = [] } = lobby;
  const next = { ...lobby, version };
  switch (change.what) {
    case "on":
      return { ...next, on: change.on };
    case "waits":
      return { ...next, waiting: [...waiting, change.waiter] };
    case "gone":
      return { ...next, waiting: waiting.filter((one) => !change.people.includes(one.person)) };
    case "denied": {
      const gone = waiting.filter((one) => change.people.includes(one.person));
      const left = waiting.filter((one) => !change.people.includes(one.person));
      return { ...next, waiting: left, denied: [...denied, ...gone] };
    }
    case "pardoned":
      return { ...next, denied: denied.filter((one) => one.person !== change.person) };
  }
}
