// The results of a poll: figure, per cent and a bar on ten ticks for each answer, in words for who does not see them.

import { poll as text } from "../poll-words.ts";
import type { MyVote, PollItem } from "../wire.ts";

interface Row {
  name: string;
  votes: number;
  mine: boolean;
  right: boolean;
}

export function PollResults({ item, mine }: { item: PollItem; mine: MyVote | undefined }) {
  const results = item.results;
  const right = mine?.right;
  const few = results && !results.tally && item.anonymous && item.closed_at && results.votes < 5;
  return (
    <>
      {few ? <p class="small">{text.few}</p> : null}
      {results?.tally ? <Table rows={rows(item, mine)} votes={results.tally.votes} /> : null}
      {right === undefined ? null : <p class="poll-verdict">{right ? text.wasRight : text.wasWrong}</p>}
      <Right item={item} />
    </>
  );
}

/** What is right, where the rows do not say it. */
function Right({ item }: { item: PollItem }) {
  const right = item.right;
  if (!right || right.kind === "opinion") return null;
  if (right.kind === "texts") return <p class="small">{text.rightTexts(right.accepts.join(", "))}</p>;
  const names = "choices" in item ? right.places.map((place) => item.choices[place - 1]).join(", ") : "";
  return <p class="small">{right.kind === "order" ? text.rightOrder(names) : text.rightTexts(names)}</p>;
}

function Table({ rows, votes }: { rows: Row[]; votes: number }) {
  if (votes === 0) return null;
  return (
    <ul class="poll-results">
      {rows.map((row) => {
        const percent = Math.round((100 * row.votes) / votes);
        return (
          <li key={row.name}>
            <span class="poll-name">
              {row.name} {row.mine ? <b>{text.yourAnswer}</b> : null} {row.right ? <b>{text.right}</b> : null}
            </span>
            <span class="poll-figure">{text.row(row.votes, percent)}</span>
            <progress class="poll-bar" max={100} value={percent} aria-hidden="true" />
          </li>
        );
      })}
    </ul>
  );
}

function rows(item: PollItem, mine: MyVote | undefined): Row[] {
  const tally = item.results?.tally;
  if (!tally) return [];
  const ballot = mine?.ballot;
  const rightPlaces = item.right?.kind === "choices" ? item.right.places : [];
  switch (item.kind) {
    case "single":
    case "multiple":
      return item.choices.map((name, n) => ({
        name,
        votes: tally.counts?.[n] ?? 0,
        mine: ballot !== undefined && "choices" in ballot && ballot.choices.includes(n + 1),
        right: rightPlaces.includes(n + 1),
      }));
    case "scale":
      return (tally.counts ?? []).map((votes, n) => ({
        name: String(item.from + n),
        votes,
        mine: ballot !== undefined && "number" in ballot && ballot.number === item.from + n,
        right: false,
      }));
    case "typed":
      return Object.entries(tally.texts ?? {})
        .sort((one, two) => two[1] - one[1])
        .map(([name, votes]) => ({ name, votes, mine: false, right: false }));
    case "ordering":
      return (tally.orders ?? []).map(({ order, votes }) => ({
        name: order.map((place) => item.choices[place - 1]).join(", "),
        votes,
        mine: ballot !== undefined && "order" in ballot && ballot.order.join() === order.join(),
        right: item.right?.kind === "order" && item.right.places.join() === order.join(),
      }));
  }
}
