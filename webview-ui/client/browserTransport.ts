import { isPanelEvent, PANEL_EVENT_DATA } from '../../server/contract/panel/index.js';
import { HOST_REQUESTS } from '../../server/contract/panelHost.js';
import { HOST_METHODS, PANEL_CALL, PANEL_EVENTS, PANELS, PanelAnswer } from '../../server/contract/panelWire.js';
import type { Transport } from './transport.js';

const failure = (code: string, message: string): PanelAnswer => ({ ok: false, error: { code, message } });
const AWAY = 'The service does not answer';

/** Speaks with the service by itself, known to it by the cookie that its one-time link brought. */
export function createBrowserTransport(page: Window): Transport {
  return {
    send: (method, params) =>
      method.startsWith(HOST_METHODS) ? answerAsHost(page, method, params) : callService(page, method, params),
    listen(listener) {
      listenToService(page, listener);
      revealFromAddress(page, listener);
    },
  };
}

async function callService(page: Window, method: string, params: unknown): Promise<PanelAnswer> {
  try {
    const response = await page.fetch(PANEL_CALL, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ method, params }),
    });
    const answer = PanelAnswer.safeParse(await response.json());
    return answer.success ? answer.data : failure('internal', `The service answered with status ${response.status}`);
  } catch {
    return failure('unavailable', AWAY);
  }
}

function listenToService(page: Window, tell: (name: string, data: unknown) => void): void {
  const source = new EventSource(PANEL_EVENTS);
  const connection = (state: string, message: string): void => tell('host.connection', { state, message });
  source.addEventListener('open', () => connection('ready', ''));
  source.addEventListener('error', () => {
    // A stream that is closed for good was refused: the session is over.
    if (source.readyState === EventSource.CLOSED) connection('lost', '');
    else connection('connecting', '');
  });
  for (const name of Object.keys(PANEL_EVENT_DATA).filter(isPanelEvent))
    source.addEventListener(name, ({ data }: MessageEvent<string>) => tell(name, JSON.parse(data)));
  page.addEventListener('pagehide', () => source.close());
}

/** `#ID` or `#ID@TIME`, as other panels link to it. */
function revealFromAddress(page: Window, tell: (name: string, data: unknown) => void): void {
  const reveal = (): void => {
    const [id = '', at] = decodeURIComponent(page.location.hash.slice(1)).split('@');
    if (id !== '') tell('host.reveal', { panel: page.document.body.dataset['panel'], id, at: at ? Number(at) : null });
  };
  page.addEventListener('hashchange', reveal);
  page.setTimeout(reveal);
}

async function answerAsHost(page: Window, method: string, params: unknown): Promise<PanelAnswer> {
  switch (method as keyof typeof HOST_REQUESTS) {
    case 'host.describe': {
      const { language: locale } = page.navigator;
      return { ok: true, data: { host: 'browser', locale, serviceUrl: page.location.origin, canInsert: false } };
    }
    case 'host.insert':
      return { ok: true, data: { inserted: false } };
    case 'host.copy':
      await page.navigator.clipboard.writeText(HOST_REQUESTS['host.copy'].params.parse(params).text);
      return { ok: true, data: {} };
    case 'host.open':
      page.open(HOST_REQUESTS['host.open'].params.parse(params).url, '_blank', 'noopener,noreferrer');
      return { ok: true, data: {} };
    case 'host.run': {
      const { command, args } = HOST_REQUESTS['host.run'].params.parse(params);
      return run(page, command, args);
    }
    case 'host.save': {
      const { name, url } = HOST_REQUESTS['host.save'].params.parse(params);
      const link = Object.assign(page.document.createElement('a'), { href: url, download: name });
      link.click();
      return { ok: true, data: { saved: true } };
    }
    default:
      return failure('not_found', `There is no method ${method}`);
  }
}

/** Of the editor's commands a browser knows the one that leads to another panel. */
function run(page: Window, command: string, [panel, id, at]: readonly unknown[]): PanelAnswer {
  const known = PANELS.find((name) => name === panel);
  if (command !== 'loci.reveal' || !known) return failure('not_found', `There is no command ${command}`);
  const place = typeof id === 'string' ? `#${encodeURIComponent(typeof at === 'number' ? `${id}@${at}` : id)}` : '';
  page.location.assign(`/panel/${known}${place}`);
  return { ok: true, data: {} };
}
