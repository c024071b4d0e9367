// What who appealed is asked, by the moderators. Pure.

import type { AppealRound, MyAppeal } from "../wire.ts";

/** What its maker is asked and has not answered. */
export const openQuestion = (mine: MyAppeal): AppealRound | undefined => {
  const latest = mine.state === "waiting" ? mine.exchange?.at(-1) : undefined;
  return latest && !latest.reply ? latest : undefined;
};

/** The appeals that stand where one is asked: those with a question, and those that stood there before, for what becomes of them. */
export const askedAmong = (appeals: readonly MyAppeal[], stood: readonly MyAppeal[], session: string | undefined): readonly MyAppeal[] =>
  appeals
    .filter((mine) => session === undefined || mine.session_id === session)
    .filter((mine) => openQuestion(mine) || stood.some((one) => one.sanction_id === mine.sanction_id));
