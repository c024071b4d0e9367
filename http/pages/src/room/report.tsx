// Telling the moderators of a message: what is wrong with it, and a word more. It is acknowledged; what became of it
// is told by `report-news.ts`.

import { useEffect, useState } from "preact/hooks";
import type { ReportKind } from "../wire.ts";
import { words } from "../words.ts";
import { Dialog } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const KINDS: readonly ReportKind[] = ["threat", "contact", "personal", "insult", "name", "flood", "other"];

export function ReportDialog({ visit }: { visit: Visit }) {
  const item = visit.reporting.value;
  const [kind, choose] = useState<ReportKind>("insult");
  const [text, write] = useState("");
  const [standing, stand] = useState<"asked" | "going" | "done" | "failed">("asked");
  useEffect(() => {
    choose("insult");
    write("");
    stand("asked");
  }, [item?.id]);
  if (!item) return null;
  const close = () => {
    visit.reporting.value = null;
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (standing === "going") return;
    stand("going");
    const answer = await visit.ask({
      type: "report",
      data: { person: item.person, message: item.id, kind, text },
    });
    stand(answer === "done" ? "done" : "failed");
  };
  if (standing === "done") {
    return (
      <Dialog title={words.report.done} onClose={close}>
        <p>{words.report.doneLead}</p>
        <div class="dialog-actions">
          <button class="button act" type="button" onClick={close}>
            {words.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={words.report.title(item.name)} onClose={close}>
      <form onSubmit={(event) => void send(event)}>
        <p class="report-quote small">“{item.text}”</p>
        <fieldset class="report-kinds">
          <legend>{words.report.why}</legend>
          {KINDS.map((one) => (
            <label key={one}>
              <input type="radio" name="kind" checked={kind === one} onChange={() => choose(one)} />
              {words.report.kinds[one]}
            </label>
          ))}
        </fieldset>
        <p>
          <label for="report-text">{words.report.more}</label>
          <textarea
            id="report-text"
            class="field"
            rows={2}
            maxLength={500}
            value={text}
            onInput={(event) => write(event.currentTarget.value)}
          />
        </p>
        <p class="dialog-fact" role="alert">
          {standing === "failed" ? words.report.failed : ""}
        </p>
        <div class="dialog-actions">
          <button class={`button act${standing === "going" ? " working" : ""}`} type="submit">
            {words.report.act}
          </button>
          <button class="button plain" type="button" onClick={close}>
            {words.close}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
