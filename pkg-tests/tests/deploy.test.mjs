// The files that an owner deploys `presend serve` with say what the program does.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { at } from '../../scripts/lib/project.mjs';
import { paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';
import { startNative } from '../lib/runtimes.mjs';

describe('deploy/', { timeout: 300_000 }, () => {
  const temporary = temporaryFolder();
  const manifest = Object.fromEntries(
    parseAllDocuments(readFileSync(at('deploy/kubernetes.yaml'), 'utf8')).map((document) => {
      assert.deepEqual([document.errors, document.warnings], [[], []]);
      const object = document.toJS();
      return [object.kind, object];
    }),
  );
  const dockerfile = readFileSync(at('deploy/Dockerfile'), 'utf8').split('\n').filter((line) => /^[A-Z]/.test(line));
  const [container] = manifest.Deployment.spec.template.spec.containers;
  let keyFile, running;

  before(async () => {
    await paintedPictures();
    keyFile = join(temporary.folder, 'evaluator.key');
    await presend('evaluator-keygen', '--out', keyFile);
  });
  after(async () => {
    await running?.stop();
    temporary.remove();
  });

  it('starts the program with arguments that it takes, and probes addresses that it has', async () => {
    const [mount] = container.volumeMounts;
    const keys = container.args.filter((argument) => argument.startsWith('--evaluator-key='));
    assert.deepEqual(keys, [`--evaluator-key=${mount.mountPath}/evaluator.key`]);
    running = await startNative(keyFile, container.args.filter((argument) => !keys.includes(argument)));
    assert.equal(running.code, undefined, running.log.join(''));
    const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => container[name].httpGet);
    assert.deepEqual(probes.map(({ path }) => path), ['/readyz', '/readyz', '/healthz']);
    for (const { path, port } of probes) {
      assert.equal(port, container.ports[0].name);
      const answer = await fetch(new URL(path, running.url));
      assert.deepEqual([answer.status, await answer.json()], [200, { status: path === '/readyz' ? 'ready' : 'ok' }]);
    }
    const other = await fetch(new URL('/ready', running.url));
    assert.equal(other.status, 404, 'any address would do for a probe otherwise');
  });

  it('gives it no more than it needs', () => {
    const { securityContext, automountServiceAccountToken, volumes } = manifest.Deployment.spec.template.spec;
    assert.equal(automountServiceAccountToken, false);
    assert.deepEqual([securityContext.runAsNonRoot, securityContext.seccompProfile.type], [true, 'RuntimeDefault']);
    assert.deepEqual(container.securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    assert.ok(dockerfile.includes(`USER ${securityContext.runAsUser}:${securityContext.fsGroup}`));
    // The key is a secret that is mounted to be read, and stands in no argument and no variable.
    assert.equal(container.volumeMounts[0].readOnly, true);
    assert.deepEqual(volumes.map(({ name, secret }) => [name, typeof secret.secretName]), [[container.volumeMounts[0].name, 'string']]);
    assert.equal(container.env, undefined);
  });

  it('scales what it deploys, by CPU that is asked for', () => {
    const { Deployment, HorizontalPodAutoscaler: scaler, Service, PodDisruptionBudget } = manifest;
    assert.deepEqual(scaler.spec.scaleTargetRef, { apiVersion: Deployment.apiVersion, kind: 'Deployment', name: Deployment.metadata.name });
    assert.equal(Deployment.spec.replicas, undefined, 'the scaler decides');
    assert.ok(scaler.spec.minReplicas >= 2 && scaler.spec.maxReplicas > scaler.spec.minReplicas);
    assert.equal(scaler.spec.metrics[0].resource.name, 'cpu');
    assert.ok(container.resources.requests.cpu);
    const labels = Deployment.spec.template.metadata.labels;
    for (const selector of [Deployment.spec.selector.matchLabels, Service.spec.selector, PodDisruptionBudget.spec.selector.matchLabels]) {
      for (const [name, value] of Object.entries(selector)) assert.equal(labels[name], value);
    }
    assert.equal(Service.spec.ports[0].targetPort, container.ports[0].name);
  });

  it('has an image with the same port and program', () => {
    const argument = (verb) => dockerfile.findLast((line) => line.startsWith(`${verb} `)).slice(verb.length + 1);
    assert.deepEqual(JSON.parse(argument('ENTRYPOINT')), ['presend', 'serve', '--listen', `0.0.0.0:${container.ports[0].containerPort}`]);
    assert.equal(argument('EXPOSE'), String(container.ports[0].containerPort));
    assert.match(argument('RUN'), /--locked --features serve --bin presend$/);
    const [rust] = /rust:([\d.]+)/.exec(dockerfile[0]).slice(1);
    assert.match(readFileSync(at('rust-toolchain.toml'), 'utf8'), new RegExp(`channel = "${rust.replace('.', '\\.')}`));
    const copied = dockerfile.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(' ').slice(1, -1));
    assert.ok(copied.includes('src') && copied.includes('Cargo.lock'));
    for (const file of copied) assert.ok(existsSync(at(file)), file);
  });
});
