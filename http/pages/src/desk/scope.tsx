// How far a ban reaches and how long it holds, chosen before the ban is pressed. The platform is for its moderators to choose.
// A ban from one class is over with the class: it has no length, and none is left chosen.

import type { Scope } from "../wire.ts";
import { LastsChoice } from "./choices.tsx";
import { text } from "./words.ts";
import type { Work } from "./work.ts";

export function BanScope({ work }: { work: Work }) {
  const all = work.socket.model.value.you?.who.role === "platform";
  const scopes: readonly Scope[] = all ? ["session", "series", "platform"] : ["session", "series"];
  return (
    <>
      <p class="small desk-scope">
        <label for="desk-scope">{text.banFrom}</label>{" "}
        <select
          id="desk-scope"
          class="field"
          value={work.scope.value}
          onChange={(event) => {
            work.scope.value = event.currentTarget.value as Scope;
            if (work.scope.value === "session") work.lasts.value = null;
          }}
        >
          {scopes.map((scope) => (
            <option key={scope} value={scope}>
              {text.scopes[scope]}
            </option>
          ))}
        </select>
      </p>
      {work.scope.value === "session" ? null : (
        <LastsChoice
          id="desk-lasts"
          look="small desk-scope"
          value={work.lasts.value}
          choose={(minutes) => {
            work.lasts.value = minutes;
          }}
        />
      )}
    </>
  );
}
