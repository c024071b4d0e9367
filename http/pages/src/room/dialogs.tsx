// What is asked before something is done that others notice.

import { useState } from "preact/hooks";
import type { Problem } from "../wire.ts";
import { words } from "../words.ts";
import { Dialog } from "./parts.tsx";
import type { Visit } from "./visit.ts";

export function LeaveDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const text = words.leave;
  const you = visit.model.value.you;
  const lead = you?.role === "teacher" ? text.teacher : you?.seat ? text.seat : text.plain;
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p>{lead}</p>
      <div class="dialog-actions">
        <button class="button act" type="button" onClick={onClose}>
          {text.stay}
        </button>
        <button class="button plain" type="button" onClick={() => void visit.leave()}>
          {text.go}
        </button>
      </div>
    </Dialog>
  );
}

type Going = { is: "asked" } | { is: "going" } | { is: "failed"; problem: Problem | null };

export function EndDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const text = words.end;
  const [going, setGoing] = useState<Going>({ is: "asked" });
  const presence = visit.model.value.presence;
  const offline = visit.link.value.is !== "open";
  const end = async () => {
    if (going.is === "going" || offline) return;
    setGoing({ is: "going" });
    const answer = await visit.end();
    // A class that did end has left this page by now.
    if (answer !== "done") setGoing({ is: "failed", problem: answer === "unanswered" ? null : answer });
  };
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p>{text.lead(presence ? presence.seated + presence.watching : 0)}</p>
      <p class="dialog-fact" role="status">
        {offline ? text.offline : going.is === "failed" ? `${text.failed} ${going.problem?.title ?? words.offline.unanswered}` : ""}
      </p>
      <div class="dialog-actions">
        <button class="button act" type="button" onClick={onClose}>
          {text.stay}
        </button>
        <button
          class={`button plain danger${going.is === "going" ? " working" : ""}`}
          type="button"
          aria-disabled={offline || going.is === "going"}
          onClick={() => void end()}
        >
          {going.is === "going" ? text.going : text.go}
        </button>
      </div>
    </Dialog>
  );
}
