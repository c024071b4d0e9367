// The small pieces every page is made of.

import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { PRODUCT } from "../words.ts";
import { focusOn, heading, navigate } from "./place.ts";

/** A lucide icon; always beside a word, except where the button has a label of its own. */
export function Icon({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} aria-hidden="true" focusable="false">
      <use href={`#${name}`} />
    </svg>
  );
}

/** The mark: a room with a clock hand at twelve. */
export function Mark() {
  return (
    <svg class="mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M3 3h18v18H3z" fill="none" stroke="currentColor" stroke-width="2.4" />
      <path d="M12 12.6V3" stroke="currentColor" stroke-width="6.4" />
      <path d="M12 12.6V0" class="hand" stroke-width="4" />
    </svg>
  );
}

/** A link inside the pages: no reload, and a real address for those who open it elsewhere. */
export function Inside({ to, class: name, children }: { to: string; class?: string; children: ComponentChildren }) {
  return (
    <a
      href={to}
      class={name}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}

/** The bar at the top of every page but the class. */
export function TopBar({ title, second, children }: { title?: string; second?: string; children?: ComponentChildren }) {
  return (
    <header class="bar">
      <Inside to="/" class="brand">
        <Mark />
        <span class={title ? "vh" : undefined}>{PRODUCT}</span>
      </Inside>
      {title ? <p class="bar-title slot">{title}</p> : null}
      {second ? <p class="bar-second small">{second}</p> : null}
      <div class="bar-end">{children}</div>
    </header>
  );
}

/** The heading of a state. It takes the focus when the state begins, so that a reader hears where they are. */
export function Heading({ class: name = "t2", children }: { class?: string; children: ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading(ref.current), []);
  return (
    <h1 class={name} tabIndex={-1} ref={ref}>
      {children}
    </h1>
  );
}

/** A button that goes away once it has done its work. The focus it had goes to the element `to`, never nowhere. */
export function PassingButton({ to, ...rest }: { to: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(
    () => () => {
      if (ref.current && ref.current === document.activeElement) focusOn(to);
    },
    [to],
  );
  return <button type="button" ref={ref} {...rest} />;
}

/** A fact; never clickable. */
export function Chip({ tone, icon, dashed, children }: ChipProps) {
  return (
    <span class={`chip${tone ? ` chip-${tone}` : ""}${dashed ? " dashed" : ""}`}>
      {icon ? <Icon name={icon} size={14} /> : null}
      {children}
    </span>
  );
}

interface ChipProps {
  tone?: "act" | "rust" | "red" | "blue";
  icon?: string;
  dashed?: boolean;
  children: ComponentChildren;
}

/** A dialog that asks before something is done. The browser keeps the focus inside; what had it before gets it back. */
export function Dialog({ title, children, onClose }: { title: string; children: ComponentChildren; onClose(): void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    // Taken away by the page, and not before it knows.
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={ref} aria-labelledby="dialog-title" onCancel={cancel}>
      <h2 id="dialog-title" class="t3">
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** Figures as ticks, 3 px and 2 px apart. `lit` of `of` are on. */
export function Ticks({ lit, of }: { lit: number; of: number }) {
  const tick = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => `M${(from + index) * 5 + 1.5} 0V12`).join("");
  return (
    <svg class="ticks" viewBox={`0 0 ${of * 5} 12`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path class="unlit" d={tick(lit, of)} />
      <path class="lit" d={tick(0, lit)} />
    </svg>
  );
}
