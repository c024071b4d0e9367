// For whoever gave the class: who was here and for how long, and the whole of it as a table to keep.

import { signal } from "@preact/signals";
import { attendanceTable } from "../client/account.ts";
import type { Attendance } from "../wire.ts";
import { words } from "../words.ts";

const saving = signal<"no" | "going" | "failed">("no");

export function Everybody({ known }: { known: Attendance }) {
  const text = words.ended;
  const going = saving.value === "going";
  return (
    <section class="everybody" aria-labelledby="everybody">
      <h2 class="t4" id="everybody">
        {text.everybody}
      </h2>
      {known.people.length > 0 ? (
        <ul class="everybody-list">
          {known.people.map((one) => (
            <li key={one.person_id}>
              <bdi>{one.name}</bdi>
              <span class="num">{text.minutesOf(Math.round(one.present_seconds / 60))}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p class="small">{text.nobody}</p>
      )}
      <p>
        <button
          class={`button plain${going ? " working" : ""}`}
          type="button"
          aria-disabled={going}
          onClick={() => (going ? undefined : void save(known))}
        >
          {going ? text.tableGoing : text.table}
        </button>
      </p>
      <p class="small" role="status">
        {saving.value === "failed" ? text.tableFailed : ""}
      </p>
    </section>
  );
}

/** The table needs our token, which a plain link would not bring along. */
async function save(known: Attendance): Promise<void> {
  saving.value = "going";
  try {
    const table = await attendanceTable(known.session_id);
    const url = URL.createObjectURL(new Blob([table], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `attendance-${known.session_id}.csv`;
    link.click();
    // The browser has taken hold of it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    saving.value = "no";
  } catch {
    saving.value = "failed";
  }
}
