// Random DynamoDB operations, counted by dynalite and by the calculator of the simulator.
//
//   npm install --prefix tests/dynalite
//   node tests/dynalite/compare.mjs target/release/coldstart 5000 1
//
// dynalite is an implementation of DynamoDB that others wrote. Each operation is made on it; what it
// says it has consumed is held against `coldstart sim fidelity` with the sizes of the items, which
// are counted here by the text of the guide. Sizes lie about the edges of 1 KB and 4 KB half of the
// time. Differences are listed by their kind, and the script ends with 1 when one of them is not
// among those where the documents are on our side (`KNOWN`).

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import dynalite from "dynalite";

const [program = "target/release/coldstart", count = "5000", seed = "1"] = process.argv.slice(2);

// Where dynalite and the documents differ, and the document.
const KNOWN = {
  "nothing found":
    "Query and Scan in the API Reference: what finds nothing costs the least read of its kind; dynalite says 0",
  "strong scan":
    "Developer Guide, Scanning tables, Read consistency for scan: a strong one costs twice; dynalite counts half",
  "end of a page":
    "Query and Scan in the API Reference: a page ends with 1 MB of items; dynalite adds bytes of its own to each",
};

// mulberry32: the same operations for the same seed.
let state = Number(seed) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const oneOf = (list) => list[below(list.length)];

const server = dynalite({ createTableMs: 0 });
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address();

function call(action, body) {
  const text = JSON.stringify(body);
  const headers = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": `DynamoDB_20120810.${action}`,
    // It wants a signature, and does not look at it.
    Authorization:
      "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=b",
    "X-Amz-Date": "20260101T000000Z",
    "Content-Length": Buffer.byteLength(text),
  };
  return new Promise((done, fail) => {
    const request = http.request({ host: "127.0.0.1", port, method: "POST", headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const told = JSON.parse(Buffer.concat(parts).toString() || "{}");
        if (answer.statusCode === 200) done(told);
        else fail(new Error(`${action}: ${answer.statusCode} ${JSON.stringify(told).slice(0, 300)}`));
      });
    });
    request.on("error", fail);
    request.end(text);
  });
}

const key = (name, type) => ({ AttributeName: name, KeyType: type });
const all = { ProjectionType: "ALL" };
const throughput = { ReadCapacityUnits: 40000, WriteCapacityUnits: 40000 };
await call("CreateTable", {
  TableName: "things",
  AttributeDefinitions: ["h", "r", "g", "l"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
  KeySchema: [key("h", "HASH"), key("r", "RANGE")],
  ProvisionedThroughput: throughput,
  LocalSecondaryIndexes: [
    { IndexName: "local", KeySchema: [key("h", "HASH"), key("l", "RANGE")], Projection: all },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: "global", KeySchema: [key("g", "HASH")], Projection: all, ProvisionedThroughput: throughput },
  ],
});
for (;;) {
  const { Table } = await call("DescribeTable", { TableName: "things" });
  const states = [Table.TableStatus, ...Table.GlobalSecondaryIndexes.map((index) => index.IndexStatus)];
  if (states.every((one) => one === "ACTIVE")) break;
  await new Promise((done) => setTimeout(done, 20));
}

// Names and values of strings, all of them ASCII.
const sizeOf = (item) =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + value.S.length, 0);

/** A size near an edge half of the time, and otherwise of any order. */
function aSize(most) {
  const edge = oneOf([1024, 4096]);
  const near = edge * (1 + below(Math.floor(most / edge))) - 2 + below(5);
  const any = Math.floor(40 * Math.pow(most / 40, random()));
  return Math.min(most, random() < 0.5 ? near : any);
}

/** An item of the key with so many bytes, with the keys of both indexes or without. */
function anItem(h, r, bytes, isIndexed) {
  const item = { h: { S: h }, r: { S: r } };
  if (isIndexed) {
    item.g = { S: `g${below(5)}` };
    item.l = { S: `l${below(50)}` };
  }
  const left = bytes - sizeOf(item) - 1;
  if (0 < left) item.v = { S: "x".repeat(left) };
  return item;
}

const stored = new Map();
const place = (h, r) => `${h}/${r}`;
const aKey = () => [`h${below(12)}`, `r${below(40)}`];
const keysOf = (h, r) => ({ h: { S: h }, r: { S: r } });
const known = (h, r) => (stored.has(place(h, r)) ? sizeOf(stored.get(place(h, r))) : 0);
const TOTAL = { ReturnConsumedCapacity: "TOTAL" };
const LARGEST = 409600;

const operations = {
  async put() {
    const [h, r] = aKey();
    const before = known(h, r);
    const item = anItem(h, r, aSize(random() < 0.1 ? LARGEST : 20000), false);
    const told = await call("PutItem", { TableName: "things", Item: item, ...TOTAL });
    stored.set(place(h, r), item);
    return [{ op: "put", bytes: sizeOf(item), before_bytes: before }, told.ConsumedCapacity.CapacityUnits];
  },
  async update() {
    const [h, r] = aKey();
    const before = known(h, r);
    const old = stored.get(place(h, r)) ?? keysOf(h, r);
    const value = "y".repeat(Math.max(1, aSize(20000)));
    const told = await call("UpdateItem", {
      TableName: "things",
      Key: keysOf(h, r),
      UpdateExpression: "SET v = :v",
      ExpressionAttributeValues: { ":v": { S: value } },
      ...TOTAL,
    });
    const item = { ...old, v: { S: value } };
    stored.set(place(h, r), item);
    return [{ op: "update", bytes: sizeOf(item), before_bytes: before }, told.ConsumedCapacity.CapacityUnits];
  },
  async delete() {
    const [h, r] = aKey();
    const before = known(h, r);
    const told = await call("DeleteItem", { TableName: "things", Key: keysOf(h, r), ...TOTAL });
    stored.delete(place(h, r));
    return [{ op: "delete", bytes: 0, before_bytes: before }, told.ConsumedCapacity.CapacityUnits];
  },
  async get() {
    const [h, r] = aKey();
    const consistency = oneOf(["eventual", "strong"]);
    const told = await call("GetItem", {
      TableName: "things",
      Key: keysOf(h, r),
      ConsistentRead: consistency === "strong",
      ...TOTAL,
    });
    const exists = stored.has(place(h, r));
    return [{ op: "get", bytes: known(h, r), exists, consistency }, told.ConsumedCapacity.CapacityUnits];
  },
  async batch_get() {
    const keys = new Map(Array.from({ length: 1 + below(20) }, aKey).map((one) => [place(...one), one]));
    const consistency = oneOf(["eventual", "strong"]);
    const told = await call("BatchGetItem", {
      RequestItems: {
        things: { Keys: [...keys.values()].map((one) => keysOf(...one)), ConsistentRead: consistency === "strong" },
      },
      ...TOTAL,
    });
    if (Object.keys(told.UnprocessedKeys ?? {}).length) return null;
    const sizes = [...keys.values()].map((one) => known(...one));
    return [{ op: "batch_get", sizes, consistency }, told.ConsumedCapacity[0].CapacityUnits];
  },
  async batch_write() {
    const keys = new Map(Array.from({ length: 1 + below(10) }, aKey).map((one) => [place(...one), one]));
    const sizes = [];
    const requests = [...keys.values()].map(([h, r]) => {
      const before = known(h, r);
      if (random() < 0.3) {
        sizes.push(before);
        stored.delete(place(h, r));
        return { DeleteRequest: { Key: keysOf(h, r) } };
      }
      const item = anItem(h, r, aSize(20000), false);
      sizes.push(Math.max(before, sizeOf(item)));
      stored.set(place(h, r), item);
      return { PutRequest: { Item: item } };
    });
    const told = await call("BatchWriteItem", { RequestItems: { things: requests }, ...TOTAL });
    return [{ op: "batch_write", sizes }, told.ConsumedCapacity[0].CapacityUnits];
  },
  query: () => pages("Query", "query", oneOf([undefined, "local", "global"])),
  scan: () => pages("Scan", "scan", undefined),
};

/** Blocks of 4 KB of one page. */
const blocks = (sizes) => Math.max(1, Math.ceil(sizes.reduce((sum, one) => sum + one, 0) / 4096));

/** Blocks of all pages, each of which ends with the item that brings it to 1 MB. */
function byTheGuide(sizes) {
  let [sum, page] = [0, []];
  for (const size of sizes) {
    page.push(size);
    if (1048576 <= page.reduce((all, one) => all + one, 0)) [sum, page] = [sum + blocks(page), []];
  }
  return page.length ? sum + blocks(page) : sum;
}

/** All pages of a query or a scan, with the sizes in the order in which they came. */
async function pages(action, op, index) {
  const consistency = index === "global" ? "eventual" : oneOf(["eventual", "strong"]);
  const name = index === "global" ? "g" : "h";
  const asked = {
    TableName: "things",
    ConsistentRead: consistency === "strong",
    ...(index && { IndexName: index }),
    ...(op === "query" && {
      KeyConditionExpression: `${name} = :k`,
      ExpressionAttributeValues: { ":k": { S: name === "g" ? `g${below(6)}` : `h${below(14)}` } },
    }),
    ...TOTAL,
  };
  const sizes = [];
  const ofPages = [];
  let units = 0;
  let from;
  do {
    const told = await call(action, { ...asked, ...(from && { ExclusiveStartKey: from }) });
    const page = told.Items.map(sizeOf);
    sizes.push(...page);
    ofPages.push(blocks(page));
    units += told.ConsumedCapacity.CapacityUnits;
    from = told.LastEvaluatedKey;
  } while (from);
  const given = { op, sizes: sizes.length ? sizes : [0], consistency };
  // What dynalite should say with its own pages, and what the guide says with pages of 1 MB.
  const half = op === "scan" || consistency === "eventual" ? 0.5 : 1;
  const theirs = half * ofPages.reduce((sum, one) => sum + one, 0);
  const guide = (consistency === "eventual" ? 0.5 : 1) * Math.max(1, byTheGuide(sizes));
  return [given, units, { theirs, guide, isEmpty: sizes.length === 0, isStrongScan: half === 0.5 && consistency === "strong" }];
}

// Writes of items with keys of indexes are counted for the table alone by dynalite, so these are put
// at the beginning and only read afterwards.
for (let n = 0; n < 120; n += 1) {
  const [h, r] = [`h${below(12)}`, `q${n}`];
  const item = anItem(h, r, aSize(n % 6 ? 20000 : LARGEST), true);
  await call("PutItem", { TableName: "things", Item: item });
  stored.set(place(h, r), item);
}

const weights = { put: 18, update: 16, delete: 8, get: 20, batch_get: 12, batch_write: 10, query: 14, scan: 2 };
const bag = Object.entries(weights).flatMap(([name, n]) => Array(n).fill(name));
const cases = [];
while (cases.length < Number(count)) {
  const made = await operations[oneOf(bag)]();
  if (made) cases.push(made);
}
server.close();

const toml = (given) =>
  Object.entries(given)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(", ");
const folder = mkdtempSync(join(tmpdir(), "dynalite-"));
const file = join(folder, "cases.toml");
writeFileSync(
  file,
  cases.map(([given], n) => `[[case]]\nid = "c${n}"\ngiven = { kind = "ddb_units", ${toml(given)} }\n`).join("\n"),
);
const answers = JSON.parse(
  execFileSync(program, ["sim", "fidelity", file], { maxBuffer: 1 << 28, encoding: "utf8" }),
);
rmSync(folder, { recursive: true });

const table = {};
const differences = {};
let isUnknown = false;
cases.forEach(([given, units, why], n) => {
  const row = (table[given.op] ??= { equal: 0, all: 0 });
  row.all += 1;
  const ours = answers[`c${n}`].units;
  if (ours === units) {
    row.equal += 1;
    return;
  }
  let kind = "not known";
  if (why?.isEmpty && units === 0 && ours === why.guide) kind = "nothing found";
  else if (why && units === why.theirs && ours === why.guide) {
    kind = why.isStrongScan ? "strong scan" : "end of a page";
  }
  isUnknown ||= kind === "not known";
  const list = (differences[kind] ??= []);
  list.push(`${given.op}: dynalite ${units}, ours ${ours ?? JSON.stringify(answers[`c${n}`])}`);
  if (kind === "not known") console.log(JSON.stringify(given).slice(0, 400));
});
for (const [op, { equal, all: n }] of Object.entries(table)) console.log(`${op}: ${equal} of ${n} equal`);
for (const [kind, list] of Object.entries(differences)) {
  console.log(`${kind}: ${list.length}${KNOWN[kind] ? ` (${KNOWN[kind]})` : ""}`);
  list.slice(0, 5).forEach((line) => console.log(`  ${line}`));
}
process.exit(isUnknown ? 1 : 0);
