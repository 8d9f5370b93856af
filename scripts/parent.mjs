// A shell between npm and its script does not pass on signals: who is stopped through npm notices by losing its parent.

const LOOK_MS = 100;

/** Calls back once, when the process that started this one has ended. Does not keep this one running. */
export function whenParentLeaves(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, LOOK_MS);
  timer.unref();
}
