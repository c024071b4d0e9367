// Taking a message of one's own back: asked once more, since it cannot be brought back.

import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { chatWords } from "../chat-words.ts";
import type { ChatItem } from "../wire.ts";
import { notSent } from "../words.ts";
import { Dialog } from "./parts.tsx";
import type { Visit } from "./visit.ts";

export function TakeBack({ visit, item }: { visit: Visit; item: Signal<ChatItem | null> }) {
  const [failed, fail] = useState("");
  const about = item.value;
  if (!about) return null;
  const close = () => {
    fail("");
    item.value = null;
  };
  const go = async () => {
    const answer = await visit.ask({ type: "delete", data: { message: about.id } });
    if (answer === "done") close();
    else fail(answer === "unanswered" ? chatWords.failed : (notSent[answer.code] ?? answer.title));
  };
  return (
    <Dialog title={chatWords.takeBackTitle} onClose={close}>
      <p class="report-quote small">“{about.text}”</p>
      <p>{chatWords.takeBackLead}</p>
      <p class="small hint-red" role="alert">
        {failed}
      </p>
      <div class="dialog-actions">
        <button class="button plain" type="button" onClick={close}>
          {chatWords.keep}
        </button>
        <button class="button act" type="button" onClick={() => void go()}>
          {chatWords.takeBack}
        </button>
      </div>
    </Dialog>
  );
}
