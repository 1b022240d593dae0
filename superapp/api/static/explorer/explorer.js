// The explorer: choose a shipped operation, change it, run it, read the answer. No library, nothing inline.
'use strict';

const { endpoint, operations: operationsUrl } = document.currentScript.dataset;
const at = (id) => document.getElementById(id);
const [documentBox, variablesBox, answerBox, told] = ['document', 'variables', 'answer', 'told'].map(at);
let shipped = [];

function make(tag, text, ...children) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

function cookie(name) {
  return document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

function say(text, isBad = false) {
  told.textContent = text;
  told.classList.toggle('bad', isBad);
}

async function send(body) {
  return fetch(endpoint, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      'Accept-Language': at('language').value,
      'X-CSRFToken': cookie('csrftoken'),
    },
    body: JSON.stringify(body),
  });
}

async function run() {
  let variables = {};
  try {
    variables = JSON.parse(variablesBox.value.trim() || '{}');
  } catch (error) {
    say(`ตัวแปรไม่ใช่ JSON (variables are not JSON): ${error.message}`, true);
    variablesBox.focus();
    return;
  }
  at('run').disabled = true;
  const began = performance.now();
  try {
    const response = await send({ query: documentBox.value, variables });
    const text = await response.text();
    const answer = JSON.parse(text);
    answerBox.textContent = JSON.stringify(answer, null, 2);
    const bytes = new TextEncoder().encode(text).length;
    const ms = Math.round(performance.now() - began);
    say(`${response.status}, ${ms} ms, ${bytes.toLocaleString()} bytes, ${response.headers.get('X-Request-ID') ?? ''}`,
      Boolean(answer.errors));
  } catch (error) {
    say(`ไม่มีคำตอบ (no answer): ${error.message}`, true);
  } finally {
    at('run').disabled = false;
  }
}

function choose(operation) {
  documentBox.value = operation.text;
  variablesBox.value = JSON.stringify(operation.variables, null, 2);
  answerBox.textContent = '';
  say('');
  for (const button of at('operations').querySelectorAll('button')) {
    button.toggleAttribute('aria-current', button.textContent === operation.name);
  }
  history.replaceState(null, '', `#${operation.name}`);
}

function listOperations() {
  const wanted = at('filter').value.trim().toLowerCase();
  const list = at('operations');
  list.replaceChildren();
  let domain = null;
  for (const operation of shipped) {
    if (!operation.name.toLowerCase().includes(wanted)) continue;
    if (operation.domain !== domain) {
      domain = operation.domain;
      list.append(make('li', '', make('h2', domain)));
    }
    const button = make('button', operation.name);
    button.type = 'button';
    button.addEventListener('click', () => choose(operation));
    list.append(make('li', '', button));
  }
  for (const entry of at('types').children) {
    entry.hidden = Boolean(wanted) && !entry.dataset.name.includes(wanted);
  }
}

const nameOf = (type) => {
  if (type.kind === 'NON_NULL') return `${nameOf(type.ofType)}!`;
  if (type.kind === 'LIST') return `[${nameOf(type.ofType)}]`;
  return type.name;
};

const SCHEMA = `{ __schema { types { name kind description
  fields { name description args { name type { ...t } } type { ...t } }
  inputFields { name description type { ...t } }
  enumValues { name description } } } }
fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

async function listTypes() {
  if (at('types').children.length) return;
  const { data } = await (await send({ query: SCHEMA })).json();
  const types = (data?.__schema.types ?? []).filter(({ name }) => !name.startsWith('__'));
  for (const type of types.sort((a, b) => a.name.localeCompare(b.name))) {
    const parts = make('dl');
    for (const field of type.fields ?? type.inputFields ?? type.enumValues ?? []) {
      const given = (field.args ?? []).map((arg) => `${arg.name}: ${nameOf(arg.type)}`).join(', ');
      parts.append(
        make('dt', `${field.name}${given ? `(${given})` : ''}${field.type ? `: ${nameOf(field.type)}` : ''}`),
        make('dd', field.description),
      );
    }
    const entry = make('li', '', make('details', '', make('summary', type.name), make('div', type.description), parts));
    entry.dataset.name = type.name.toLowerCase();
    at('types').append(entry);
  }
}

async function start() {
    at('run').addEventListener('click', run);
  at('filter').addEventListener('input', listOperations);
  at('schema').addEventListener('toggle', listTypes);
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      run();
    }
  });
  try {
    ({ operations: shipped } = await (await fetch(operationsUrl)).json());
  } catch (error) {
    say(`โหลดรายการคำสั่งไม่ได้ (the list of operations did not come): ${error.message}`, true);
  }
  listOperations();
  const first = shipped.find(({ name }) => name === location.hash.slice(1))
    ?? shipped.find(({ name }) => name === 'SearchServices') ?? shipped[0];
  if (first) {
    choose(first);
    // A query may be shown at once; what changes something waits for the button.
    if (/^\s*query\b/m.test(first.text)) run();
  } else documentBox.value = '{ __typename }';
}

start();
