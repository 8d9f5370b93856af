// Stands in for the panels' bundle where only the way between page, window and service is under test.
const { panel } = document.body.dataset;
const vscode = acquireVsCodeApi();
const waiting = new Map();
let next = 0;

const show = (id, text) => {
  const line =
    document.getElementById(id) ?? document.body.appendChild(Object.assign(document.createElement('p'), { id }));
  line.textContent = text;
};

/** Asks as the real bundle does; the answer as it comes. */
globalThis.ask = (method, params = {}) =>
  new Promise((resolve) => {
    waiting.set(++next, resolve);
    vscode.postMessage({ kind: 'request', id: next, method, params });
  });
globalThis.events = [];

addEventListener('message', ({ data }) => {
  if (data.kind === 'answer') waiting.get(data.id)?.(data.answer);
  if (data.kind === 'event') {
    globalThis.events.push(data);
    show('event', `${data.name} ${JSON.stringify(data.data)}`);
  }
});

show('panel', `panel ${panel}`);
show('host', JSON.stringify(await globalThis.ask('host.describe')));
