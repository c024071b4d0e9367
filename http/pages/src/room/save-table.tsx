// A table to keep: fetched with our token, which a plain link would not bring along.

import { useState } from "preact/hooks";
import { words } from "../words.ts";

interface Props {
  /** What the button says. */
  label: string;
  /** The file's name without its ending. */
  name: string;
  table(): Promise<string>;
}

export function SaveTable({ label, name, table }: Props) {
  const [saving, be] = useState<"no" | "going" | "failed">("no");
  const going = saving === "going";
  const save = async () => {
    be("going");
    try {
      const url = URL.createObjectURL(new Blob([await table()], { type: "text/csv;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = `${name}.csv`;
      link.click();
      // The browser has taken hold of it by then.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      be("no");
    } catch {
      be("failed");
    }
  };
  return (
    <>
      <p>
        <button
          class={`button plain${going ? " working" : ""}`}
          type="button"
          aria-disabled={going}
          onClick={() => (going ? undefined : void save())}
        >
          {going ? words.ended.tableGoing : label}
        </button>
      </p>
      <p class="small" role="status">
        {saving === "failed" ? words.ended.tableFailed : ""}
      </p>
    </>
  );
}
