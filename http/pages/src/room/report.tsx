// Telling the moderators of a message, a question or a person: what is wrong, and a word more. It is acknowledged; what became
// of it is said aloud by `own-news.ts` and stands in the banner (`report-news.ts`).

import { useState } from "preact/hooks";
import type { Answered } from "../client/link.ts";
import { reportWords as text } from "../report-words.ts";
import type { ChatItem, ReportKind } from "../wire.ts";
import { words } from "../words.ts";
import { Dialog } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const KINDS: readonly ReportKind[] = ["threat", "contact", "personal", "insult", "name", "flood", "other"];

interface DialogProps {
  visit: Visit;
  about: { person: string; name: string };
  /** The message that is reported; without one it is the person. */
  message?: ChatItem;
}

/** The report of a message, or of a person whatever they wrote. */
export function ReportDialog({ visit, about: { person, name }, message }: DialogProps) {
  return (
    <ReportForm
      title={message ? text.title(name) : text.person.title(name)}
      {...(message ? { quote: message.text } : {})}
      request={(kind, more) =>
        visit.ask({ type: "report", data: { person, ...(message ? { message: message.id } : {}), kind, text: more } })
      }
      onClose={() => {
        visit.reporting.value = null;
        visit.about.value = null;
      }}
    />
  );
}

interface FormProps {
  title: string;
  /** What was written; without it the report is about a person. */
  quote?: string;
  request(kind: ReportKind, text: string): Promise<Answered>;
  onClose(): void;
}

export function ReportForm({ title, quote, request, onClose }: FormProps) {
  const [kind, choose] = useState<ReportKind | null>(null);
  const [more, write] = useState("");
  const [standing, stand] = useState<"asked" | "unsaid" | "going" | "done" | "failed">("asked");
  const [trouble, say] = useState("");
  const about = quote === undefined ? text.person : text.written;
  const send = async (event: Event) => {
    event.preventDefault();
    if (standing === "going") return;
    if (!kind) return stand("unsaid");
    stand("going");
    const answer = await request(kind, more);
    if (answer === "done") return stand("done");
    stand("failed");
    say(refused(answer, about.gone));
  };
  if (standing === "done") {
    return (
      <Dialog title={text.done} onClose={onClose}>
        <p>{about.kept}</p>
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
        {quote ? <p class="report-quote small">“{quote}”</p> : null}
        <fieldset class="report-kinds">
          <legend>{about.why}</legend>
          {KINDS.map((one) => (
            <label key={one}>
              <input type="radio" name="kind" checked={kind === one} onChange={() => choose(one)} />
              {text.kinds[one]}
            </label>
          ))}
        </fieldset>
        <p>
          <label for="report-text">{text.more}</label>
          <textarea
            id="report-text"
            class="field"
            rows={2}
            maxLength={500}
            value={more}
            onInput={(event) => write(event.currentTarget.value)}
          />
        </p>
        <p class="dialog-fact" role="alert">
          {standing === "failed" ? trouble : standing === "unsaid" && !kind ? about.unsaid : ""}
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

/** Why a report did not get through; `gone`: what it is about is not there any more. */
function refused(answer: Exclude<Answered, "done">, gone: string): string {
  if (answer === "unanswered") return text.failed;
  // Without a time after which it may be tried again it is all that one person may report in a class.
  if (answer.code === "too_often" && answer.retry_after_ms === undefined) return text.tooOften;
  return answer.code === "invalid" ? gone : text.failed;
}
