// For staff: a button that says how many of something there are, and the list of it. Nothing where there never was any.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../words.ts";
import { Dialog, Icon } from "./parts.tsx";

interface Props {
  /** Whether they may see it; who may no more sees it no more. */
  may: boolean;
  count: number;
  /** How the button looks, its icon, and what it says. */
  look: string;
  icon: string;
  label: string;
  title: string;
  /** What is read where the list has become empty. */
  none: string;
  /** How the list looks. */
  list: string;
  /** The rows. */
  children: ComponentChildren;
}

export function StaffList({ may, count, look, icon, label, title, none, list, children }: Props) {
  const [open, turn] = useState(false);
  useEffect(() => {
    if (!may) turn(false);
  }, [may]);
  if (!may || (count === 0 && !open)) return null;
  return (
    <>
      <button class={`button small-button ${look}`} type="button" onClick={() => turn(true)}>
        <Icon name={icon} size={14} />
        {label}
      </button>
      {open ? (
        <Dialog title={title} onClose={() => turn(false)}>
          {count === 0 ? <p>{none}</p> : null}
          <ul class={list}>{children}</ul>
          <div class="dialog-actions">
            <button class="button plain" type="button" onClick={() => turn(false)}>
              {words.close}
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
