// Judges recorded answers of the portal by its API document: node judge.mjs <document> <answers>. Prints a JSON array of what is wrong.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [documentFile, answersFile] = process.argv.slice(2);
const api = JSON.parse(readFileSync(documentFile, "utf8"));
const answers = JSON.parse(readFileSync(answersFile, "utf8"));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(api, "api");

// Headers that mean something to a caller: one that is answered has to be declared.
const telling = ["etag", "location", "link", "retry-after", "www-authenticate", "content-disposition", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

const operations = new Map();
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (operation.operationId) operations.set(operation.operationId, { operation, pointer: ["paths", path, method] });
  }
}

const escaped = (name) => encodeURIComponent(String(name).replaceAll("~", "~0").replaceAll("/", "~1"));
const at = (pointer) => pointer.reduce((node, name) => node[name], api);
const compiled = new Map();

function validator(pointer) {
  const reference = `api#/${pointer.map(escaped).join("/")}`;
  if (!compiled.has(reference)) compiled.set(reference, ajv.compile({ $ref: reference }));
  return compiled.get(reference);
}

// Follows references to shared parts.
function resolve(pointer) {
  const node = at(pointer);
  return node.$ref ? resolve(node.$ref.split("/").slice(1).map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))) : pointer;
}

const told = (errors) => [...new Set(errors.map((error) => `${error.instancePath || "/"} ${error.message}${error.params.additionalProperty ? ` (${error.params.additionalProperty})` : ""}${error.params.allowedValues ? ` (${error.params.allowedValues})` : ""}`))].slice(0, 5).join("; ");

function* judge(answer) {
  const found = operations.get(answer.operationId);
  if (!found) return yield "the document has no such operation";
  const status = String(answer.status);
  if (!found.operation.responses[status]) return yield `${status} is not declared`;
  const pointer = resolve([...found.pointer, "responses", status]);
  const declared = at(pointer);
  yield* judgeHeaders(answer, pointer, declared);

  const contentType = (answer.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (!declared.content) {
    if (answer.length > 0) yield `a body of ${answer.length} bytes (${contentType}), none is declared`;
    return;
  }
  if (!declared.content[contentType]) return yield `content type ${contentType || "none"}, declared: ${Object.keys(declared.content)}`;
  if (!/^application\/([\w.-]+\+)?json$/.test(contentType)) return;

  const schema = [...pointer, "content", contentType, "schema"];
  if (!at(schema)) return yield "the body has no schema";
  const body = JSON.parse(answer.body);
  const check = validator(schema);
  if (!check(body)) yield told(check.errors);

  // Items are whole unless the caller asked for some of their members.
  const whole = resolve(schema);
  const items = at(whole).properties?.items?.items?.anyOf;
  if (items && Array.isArray(body.items) && !/[?&]fields=/.test(answer.address)) {
    const one = validator([...whole, "properties", "items", "items", "anyOf", 0]);
    for (const item of body.items) if (!one(item)) return yield `an item: ${told(one.errors)}`;
  }
}

function* judgeHeaders(answer, pointer, declared) {
  const headers = Object.fromEntries(Object.keys(declared.headers ?? {}).map((name) => [name.toLowerCase(), resolve([...pointer, "headers", name])]));
  for (const [name, header] of Object.entries(headers)) {
    const { required, schema } = at(header);
    const value = answer.headers[name];
    if (value === undefined) {
      if (required) yield `the header ${name} is missing`;
    } else {
      const check = validator([...header, "schema"]);
      if (!check(schema.type === "integer" ? Number(value) : value)) yield `the header ${name} is ${value}: ${told(check.errors)}`;
    }
  }
  for (const name of telling) if (answer.headers[name] !== undefined && !headers[name]) yield `the header ${name} is not declared`;
}

const wrong = [];
for (const answer of answers) {
  try {
    for (const reason of judge(answer)) wrong.push(`${answer.operationId} ${answer.status} (${answer.method} ${answer.address}): ${reason}`);
  } catch (error) {
    wrong.push(`${answer.operationId} ${answer.status} (${answer.method} ${answer.address}): ${error.message}`);
  }
}
console.log(JSON.stringify(wrong));
