import assert from "node:assert/strict";
import { test } from "node:test";
import { QuizScore } from "../src/room/quiz-score.tsx";
import { quizWords } from "../src/quiz-words.ts";

test("a quiz is told by how many were right, and how many were answered where that is not all", () => {
  const said = (right: number, answered: number, asked: number) => quizWords.score({ right, answered, asked });
  assert.equal(said(3, 4, 4), "Quiz: 3 of 4 right.");
  assert.equal(said(0, 1, 1), "Quiz: 0 of 1 right.");
  assert.equal(said(2, 3, 4), "Quiz: 2 of 4 right. You answered 3.");
  assert.equal(said(0, 0, 1), "The class was asked 1 quiz question. You answered none.");
  assert.equal(said(0, 0, 4), "The class was asked 4 quiz questions. You answered none.");
});

test("what the page shows of it is that sentence", () => {
  const { props } = QuizScore({ quiz: { right: 3, answered: 4, asked: 4 } });
  assert.equal((props as { children: string }).children, "Quiz: 3 of 4 right.");
});
