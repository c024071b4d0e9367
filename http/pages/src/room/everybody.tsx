// For whoever gave the class: who was here and for how long, and the whole of it, and the polls, as tables to keep.

import { attendanceTable, pollTable } from "../client/account.ts";
import type { Attendance } from "../wire.ts";
import { words } from "../words.ts";
import { SaveTable } from "./save-table.tsx";

export function Everybody({ known }: { known: Attendance }) {
  const text = words.ended;
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
      <SaveTable
        label={text.table}
        name={`attendance-${known.session_id}`}
        table={() => attendanceTable(known.session_id)}
      />
      <SaveTable label={text.pollTable} name={`polls-${known.session_id}`} table={() => pollTable(known.session_id)} />
    </section>
  );
}
