// Telling the moderators of a message or a question: what is wrong with it, and a word more. It is acknowledged; what became
// of it is told by `report-news.ts`.

import { useState } from "preact/hooks";
import type { Answered } from "../client/link.ts";
import type { ReportKind } from "../wire.ts";
import { words } from "../words.ts";
import { Dialog } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const KINDS: readonly ReportKind[] = ["threat", "contact", "personal", "insult", "name", "flood", "other"];

/** The report of a message. */
export function ReportDialog({ visit }: { visit: Visit }) {
  const item = visit.reporting.value;
  if (!item) return null;
  return (
    <ReportForm
      key={item.id}
      title={words.report.title(item.name)}
      quote={item.text}
      request={(kind, text) =>
        visit.ask({ type: "report", data: { person: item.person, message: item.id, kind, text } })
      }
      onClose={() => {
        visit.reporting.value = null;
      }}
    />
  );
}

interface FormProps {
  title: string;
  quote: string;
  request(kind: ReportKind, text: string): Promise<Answered>;
  onClose(): void;
}

export function ReportForm({ title, quote, request, onClose }: FormProps) {
  const [kind, choose] = useState<ReportKind | null>(null);
  const [text, write] = useState("");
  const [standing, stand] = useState<"asked" | "unsaid" | "going" | "done" | "failed">("asked");
  const send = async (event: Event) => {
    event.preventDefault();
    if (standing === "going") return;
    if (!kind) return stand("unsaid");
    stand("going");
    const answer = await request(kind, text);
    stand(answer === "done" ? "done" : "failed");
  };
  if (standing === "done") {
    return (
      <Dialog title={words.report.done} onClose={onClose}>
        <p>{words.report.doneLead}</p>
        <div class="dialog-actions">
          <button class="button act" type="button" onClick={onClose}>
            {words.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <p class="report-quote small">“{quote}”</p>
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
          {standing === "failed" ? words.report.failed : standing === "unsaid" && !kind ? words.report.unsaid : ""}
        </p>
        <div class="dialog-actions">
          <button class={`button act${standing === "going" ? " working" : ""}`} type="submit">
            {words.report.act}
          </button>
          <button class="button plain" type="button" onClick={onClose}>
            {words.close}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
