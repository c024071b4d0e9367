// For staff, where the lobby is on: a person who is in the class is put back into it, and waits until they are let in again.

import { useState } from "preact/hooks";
import { lobbyWords as text } from "../lobby-words.ts";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

interface About {
  visit: Visit;
  about: { person: string; name: string };
  onDone(): void;
}

export function PutBack({ visit, about, onDone }: About) {
  const [failed, fail] = useState("");
  const { you, lobby } = visit.model.value;
  if (!lobby.on || !you?.may.includes("lobby")) return null;
  const put = async () => {
    const answer = await visit.ask({ type: "put_back", data: { person: about.person } });
    if (answer === "done") {
      tell(text.backDone(about.name));
      onDone();
    } else fail(answer === "unanswered" ? text.failed : answer.code === "invalid" ? text.notThere : answer.title);
  };
  return (
    <div class="put-back">
      <button class="button plain small-button" type="button" onClick={() => void put()}>
        {text.back}
      </button>
      <p class="small">{failed || text.backMeans}</p>
    </div>
  );
}
