// All keys, and where somebody wants them: an act is chosen, and the next key that is pressed is its own.

import { useState } from "preact/hooks";
import { Dialog } from "../room/parts.tsx";
import { words } from "../words.ts";
import { ACTS, mapped, type KeyAct } from "./keymap.ts";
import { map, put, putBack } from "./keys.tsx";
import { keyWords, text } from "./words.ts";

export function KeysDialog({ close }: { close(): void }) {
  const [choosing, choose] = useState<KeyAct | null>(null);
  const [said, say] = useState<string>(text.keysHow);
  const press = (event: KeyboardEvent, act: KeyAct) => {
    // These go on, and close the dialog, as everywhere; to choose is a click or Enter on the button.
    if (choosing !== act || ["Tab", "Escape", "Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
    event.preventDefault();
    const outcome = mapped(map.value, act, event.key);
    if (outcome === "no_key") return say(text.keyNone);
    if ("has" in outcome) return say(text.keyTaken(event.key, keyWords[outcome.has]));
    put(outcome.map);
    choose(null);
    say(text.keyPut(event.key, keyWords[act]));
  };
  return (
    <Dialog title={text.keysTitle} onClose={close}>
      <p class="small" role="status">
        {said}
      </p>
      <ul class="desk-all-keys">
        {ACTS.map((act) => (
          <li key={act}>
            <button
              class="desk-key"
              type="button"
              aria-pressed={choosing === act}
              onClick={() => {
                choose(act);
                say(text.keyPressed(keyWords[act]));
              }}
              onKeyDown={(event) => press(event, act)}
              onBlur={() => choose(null)}
            >
              <kbd>{choosing === act ? "…" : map.value[act]}</kbd> {keyWords[act]}
            </button>
          </li>
        ))}
        <li>
          <kbd>1-8</kbd> {text.why.toLowerCase()}
        </li>
      </ul>
      <div class="dialog-actions">
        <button class="button act" type="button" onClick={close}>
          {words.close}
        </button>
        <button
          class="button plain"
          type="button"
          onClick={() => {
            putBack();
            say(text.keysHow);
          }}
        >
          {text.keysBack}
        </button>
      </div>
    </Dialog>
  );
}
