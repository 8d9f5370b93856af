import { createServer } from 'node:net';
import { NATIVE_PORTS, type ServiceConfig } from '../../config.js';
import { discover } from '../../contract/discover.js';
import { ServiceStatus } from '../../contract/status.js';
import { requestJson } from '../api.js';
import type { Context } from '../context.js';
import { fail, ok, warn, type Finding } from './finding.js';

/** The ports that the service has, or would ask for. */
export async function checkPorts({ dataDir }: Context, config: ServiceConfig): Promise<Finding[]> {
  const service = await discover(dataDir);
  if (service) {
    const { nativePorts } = await requestJson(service, '/_loci/status', ServiceStatus);
    return nativePorts.map(({ surface, port, state }) =>
      state === 'open' ? ok(`Port ${port} serves ${surface}`) : busyNativePort(surface, port),
    );
  }
  const findings = [await checkMainPort(config)];
  if (!config.nativePorts) return findings;
  for (const [surface, port] of Object.entries(NATIVE_PORTS)) {
    findings.push(
      (await isFree(config.host, port)) ? ok(`Port ${port} is free for ${surface}`) : busyNativePort(surface, port),
    );
  }
  return findings;
}

async function checkMainPort({ host, port }: ServiceConfig): Promise<Finding> {
  if (port.value === 0) return ok('Any free port will be taken');
  if (await isFree(host, port.value)) return ok(`Port ${port.value} is free`);
  const text = `Port ${port.value} is taken by another program`;
  if (port.isExplicit) return fail(text, 'Choose another with --port or LOCI_PORT, or end that program');
  return warn(text, 'The next free one will be taken; loci status tells which');
}

function busyNativePort(surface: string, port: number): Finding {
  return warn(
    `Port ${port} (${surface}) is taken by another program`,
    `Use the shared address with /${surface} instead`,
  );
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen({ host, port }, () =>
      probe.close(() => {
        resolve(true);
      }),
    );
  });
}

const OLLAMA_DEFAULT = 'http://127.0.0.1:11434';
const ANSWER_MS = 2_000;

/** No model is needed, so only one that was chosen and does not answer is worth a warning. */
export async function checkModels({ ollamaUrl, openaiBaseUrl, model, embedder }: ServiceConfig): Promise<Finding[]> {
  const providers = [model?.provider, embedder?.provider];
  const isOllamaChosen = ollamaUrl !== null || providers.includes('ollama');
  const findings = [await checkOllama(ollamaUrl ?? OLLAMA_DEFAULT, isOllamaChosen)];
  if (openaiBaseUrl !== null) findings.push(await checkOpenai(openaiBaseUrl));
  return findings;
}

async function checkOllama(url: string, isChosen: boolean): Promise<Finding> {
  const status = await askStatus(`${url.replace(/\/$/, '')}/api/version`);
  if (status === 200) return ok(`Ollama answers at ${url}${isChosen ? '' : '; use it with --ollama-url'}`);
  if (!isChosen) return ok(`No Ollama at ${url}; none is needed`);
  return warn(
    `Ollama does not answer at ${url}`,
    'Start it (ollama serve) or change --ollama-url; until then rules do its work',
  );
}

async function checkOpenai(url: string): Promise<Finding> {
  // Any answer will do: without its key most servers refuse.
  const status = await askStatus(`${url.replace(/\/$/, '')}/models`);
  if (status !== null) return ok(`The OpenAI-compatible server answers at ${url}`);
  return warn(`The OpenAI-compatible server does not answer at ${url}`, 'Start it or change LOCI_OPENAI_BASE_URL');
}

/** The status that an address answers with; null = nobody answers. */
export async function askStatus(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
