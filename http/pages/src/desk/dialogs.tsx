// What is asked before it is done: a note, who is to have it, why a decision is reversed.

import { useState } from "preact/hooks";
import { Dialog } from "../room/parts.tsx";
import { words } from "../words.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { MacrosDialog } from "./macros-dialog.tsx";
import { ShiftDialog } from "./shift-dialog.tsx";
import { text } from "./words.ts";
import type { Work } from "./work.ts";

export function Dialogs({ work }: { work: Work }) {
  const asking = work.asking.value;
  const close = () => {
    work.asking.value = null;
  };
  if (!asking) return null;
  if (asking.is === "keys") {
    return <KeysDialog close={close} />;
  }
  if (asking.is === "macros") return <MacrosDialog work={work} close={close} />;
  if (asking.is === "bulk") return <BulkDialog work={work} close={close} />;
  if (asking.is === "shift") return <ShiftDialog work={work} close={close} />;
  return <Writing key={asking.is} work={work} is={asking.is} id={asking.case} close={close} />;
}

function Writing(props: { work: Work; is: "note" | "reverse" | "hand_over"; id: string; close(): void }) {
  const { work, is, id, close } = props;
  const [written, write] = useState("");
  const me = work.socket.model.value.you?.who.person;
  const others = work.socket.model.value.moderators.filter((one) => one.person !== me);
  const [to, choose] = useState(others[0]?.person ?? "");
  const title = is === "note" ? text.note : is === "reverse" ? text.reverse : text.handOver;
  const send = async (event: Event) => {
    event.preventDefault();
    const done =
      is === "note"
        ? await work.note(id, written)
        : is === "reverse"
          ? await work.reverse(id, written)
          : await work.handOver(id, to, written);
    if (done) close();
  };
  return (
    <Dialog title={title} onClose={close}>
      <form onSubmit={(event) => void send(event)}>
        {is === "hand_over" ? (
          <p>
            <label for="desk-to">{text.others}</label>
            <select id="desk-to" class="field" value={to} onChange={(event) => choose(event.currentTarget.value)}>
              {others.map((one) => (
                <option key={one.person} value={one.person}>
                  {one.name}
                </option>
              ))}
            </select>
          </p>
        ) : null}
        <p>
          <label for="desk-words">{is === "reverse" ? text.why : text.note}</label>
          <textarea
            id="desk-words"
            class="field"
            rows={3}
            maxLength={500}
            required={is !== "hand_over"}
            value={written}
            onInput={(event) => write(event.currentTarget.value)}
          />
        </p>
        {work.told.value ? (
          <p class="dialog-fact" role="alert">
            {work.told.value.words}
          </p>
        ) : null}
        <div class="dialog-actions">
          <button class="button act" type="submit">
            {title}
          </button>
          <button class="button plain" type="button" onClick={close}>
            {words.close}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
