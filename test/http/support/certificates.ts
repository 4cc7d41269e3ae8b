import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Certificate {
  /** The PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** The files that hold them. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority of one test file, and what it signed. */
export interface Authority extends Certificate, AsyncDisposable {
  /** Signs a certificate for 127.0.0.1. */
  sign(name: string): Promise<Certificate>;
}

/** Makes an authority with `openssl`: Node has no function that issues certificates. */
export async function createAuthority(name = "authority"): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-certificates-"));
  const openssl = (...args: readonly string[]) => run("openssl", [...args], { cwd: folder });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"] as const;

  async function certificate(id: string): Promise<Certificate> {
    const [certFile, keyFile] = [join(folder, `${id}.crt`), join(folder, `${id}.key`)];
    return {
      cert: await readFile(certFile, "utf8"),
      key: await readFile(keyFile, "utf8"),
      certFile,
      keyFile,
    };
  }

  const outOf = (id: string) => ["-keyout", `${id}.key`, "-subj", `/CN=${id}`] as const;
  await openssl("req", "-x509", ...newKey, ...outOf(name), "-out", `${name}.crt`, "-days", "1");
  await writeFile(join(folder, "names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  return {
    ...(await certificate(name)),
    async sign(id) {
      await openssl("req", "-new", ...newKey, ...outOf(id), "-out", `${id}.csr`);
      const by = ["-CA", `${name}.crt`, "-CAkey", `${name}.key`, "-CAcreateserial"] as const;
      await openssl("x509", "-req", "-in", `${id}.csr`, ...by, "-out", `${id}.crt`, "-days", "1", "-extfile", "names");
      return certificate(id);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
