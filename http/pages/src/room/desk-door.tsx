// The way to the desk: its code comes only for those who ask for it, as the media client's does.

import { words } from "../words.ts";
import { late } from "./late.tsx";
import { Heading, TopBar } from "./parts.tsx";

/** The moderators' desk. */
export const DeskPage = late("desk", () => import("../desk/desk.tsx").then((module) => module.Desk), Coming);

function Coming() {
  return (
    <>
      <TopBar />
      <main class="page">
        <Heading class="t3">{words.loading}</Heading>
      </main>
    </>
  );
}
