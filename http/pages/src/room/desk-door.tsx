// The way to the desk: its code comes only for those who ask for it, as the media client's does.

import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import { words } from "../words.ts";
import { Heading, TopBar } from "./parts.tsx";

const desk = signal<ComponentType | null>(null);
let asked = false;

/** The moderators' desk. */
export function DeskPage() {
  if (!asked) {
    asked = true;
    void import("../desk/desk.tsx").then((module) => {
      desk.value = module.Desk;
    });
  }
  const Page = desk.value;
  if (Page) return <Page />;
  return (
    <>
      <TopBar />
      <main class="page">
        <Heading class="t3">{words.loading}</Heading>
      </main>
    </>
  );
}
