// Makes fsrs-ts.json from the reference implementation ts-fsrs (npm install ts-fsrs@5.4.2; fuzz off, long-term scheduler).
// usage: node make-ts.mjs > fsrs-ts.json   -- reads the histories of fsrs-py.json, so both references answer the same questions.
import { readFileSync } from "node:fs";
import { FSRSAlgorithm, generatorParameters } from "ts-fsrs";

const asked = JSON.parse(readFileSync(new URL("./fsrs-py.json", import.meta.url)));
const cases = asked.cases.map(({ parameters, retention, reviews }) => {
  const setup = { request_retention: retention, enable_fuzz: false, enable_short_term: true };
  if (parameters) setup.w = parameters;
  const fsrs = new FSRSAlgorithm(generatorParameters(setup));
  let memory = null;
  const answers = reviews.map(({ days, rating }) => {
    memory = fsrs.next_state(memory, days, rating);
    return { days, rating, stability: memory.stability, difficulty: memory.difficulty, days_shown: fsrs.next_interval(memory.stability, days) };
  });
  return { parameters, retention, reviews: answers };
});
console.log(JSON.stringify({ source: "ts-fsrs 5.4.2", cases }).replaceAll('},{"parameters"', '},\n{"parameters"'));
