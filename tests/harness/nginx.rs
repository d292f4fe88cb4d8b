//! nginx in front of the program, with the very files that operators get.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::chat::Address;
use super::port::free_port;
use super::process::{Ended, Process, Recipe};
use super::wait::DEADLINE;
use super::{Visitor, folder};

const FILES: &str = env!("CARGO_MANIFEST_DIR");
/// A single process that is not a daemon and tells us what it does.
const AS_A_CHILD: &str = "daemon off; master_process off; pid nginx.pid; error_log stderr notice;";

pub struct Nginx {
    address: Address,
    pub secure_address: String,
    folder: PathBuf,
    _process: Process,
}

impl Nginx {
    /// Divides what comes among the programs that listen on these ports.
    pub async fn before(ports: [u16; 2]) -> Self {
        Self::start(&folder::fresh("nginx"), "deploy/plain.conf", ports).await
    }

    /// The same by https, with a certificate that it has signed itself.
    pub async fn with_tls_before(ports: [u16; 2]) -> Self {
        let folder = folder::fresh("nginx");
        fs::create_dir(folder.join("tls")).unwrap();
        let made = Recipe::new("openssl", &folder)
            .arguments(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .arguments([
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ])
            .arguments(["-keyout", "tls/privkey.pem", "-out", "tls/fullchain.pem"])
            .run()
            .await;
        assert!(made.status.success(), "{}", made.output);
        Self::start(&folder, "deploy/tls.conf", ports).await
    }

    async fn start(folder: &Path, site: &str, ports: [u16; 2]) -> Self {
        let [address, secure_address] = [free_port(), free_port()].map(local);
        for (file, name) in [
            ("nginx.conf", "nginx.conf"),
            ("deploy/natter.conf", "natter.conf"),
            ("deploy/upstream.conf", "upstream.conf"),
            ("deploy/maintenance.html", "maintenance.html"),
            (site, "site.conf"),
        ] {
            let text = fs::read_to_string(Path::new(FILES).join(file)).unwrap();
            let text = moved(&text, folder, ports.map(local), [&address, &secure_address]);
            fs::write(folder.join(name), text).unwrap();
        }
        let mut process = Recipe::new("/usr/sbin/nginx", folder)
            .arguments(["-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", AS_A_CHILD])
            .start();
        // By then it listens.
        process.announces("event method", DEADLINE).await;
        let address = Arc::new(Mutex::new(address));
        Self { address, secure_address, folder: folder.to_owned(), _process: process }
    }

    /// Somebody who comes through it.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address.clone())
    }

    pub fn address(&self) -> String {
        self.address.lock().unwrap().clone()
    }

    /// What a browser that trusts the certificate is answered: head and body.
    pub async fn answers_securely(&self, path: &str, more: &[&str]) -> String {
        let asked = self.is_asked_securely(path, more).await;
        assert!(asked.status.success(), "{}", asked.output);
        asked.output
    }

    /// Whether it speaks TLS 1.2 with who knows this cipher alone.
    pub async fn speaks(&self, cipher: &str) -> bool {
        let only = ["--tls-max", "1.2", "--ciphers", cipher];
        self.is_asked_securely("/", &only).await.status.success()
    }

    async fn is_asked_securely(&self, path: &str, more: &[&str]) -> Ended {
        let url = format!("https://{}{path}", self.secure_address);
        Recipe::new("curl", &self.folder)
            .arguments(["--silent", "--show-error", "--include", "--noproxy", "*"])
            .arguments(["--http2", "--cacert", "tls/fullchain.pem"])
            .arguments(more.iter().copied())
            .argument(url)
            .run()
            .await
    }
}

fn local(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// A file as it is, but for folders, and addresses that are free here.
fn moved(text: &str, folder: &Path, natters: [String; 2], [plain, secure]: [&str; 2]) -> String {
    let folder = folder.display();
    // Without these it writes to where only the system's own nginx may.
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places = places.map(|place| format!("{place}_temp_path {folder}/{place};")).join(" ");
    let lines = text.lines().filter(|line| !line.trim().starts_with("listen [::]"));
    lines
        .collect::<Vec<_>>()
        .join("\n")
        .replace("http {", &format!("http {{ {places}"))
        .replace("/etc/nginx", &folder.to_string())
        .replace("/var/cache/natter", &format!("{folder}/cache"))
        .replace("listen 80", &format!("listen {plain}"))
        .replace("listen 443", &format!("listen {secure}"))
        .replace("172.30.77.11:3000", &natters[0])
        .replace("172.30.77.12:3000", &natters[1])
}
