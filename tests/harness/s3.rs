//! A server that speaks S3, which nobody here wrote, and one that only refuses.

use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, OnceCell};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::port::free_port;
use super::process::{Process, Recipe};
use super::wait::DEADLINE;
use super::{Place, folder, installed};

const BUCKET: &str = "natter";

pub struct S3 {
    folder: PathBuf,
    port: u16,
    process: Mutex<Option<Process>>,
}

impl S3 {
    /// With an empty bucket.
    pub async fn start() -> Self {
        let s3 = Self { folder: folder::fresh("s3"), port: free_port(), process: Mutex::default() };
        s3.resume().await;
        s3
    }

    /// Starts it, the first time or after [`Self::stop`], with an empty bucket.
    pub async fn resume(&self) {
        static PROGRAMS: OnceCell<String> = OnceCell::const_new();
        let programs = PROGRAMS.get_or_init(|| installed("s3")).await;
        let port = self.port.to_string();
        let mut process = Recipe::new(format!("{programs}/moto_server"), &self.folder)
            .arguments(["-H", "127.0.0.1", "-p", &port])
            .start();
        process.announces("Running on http://", DEADLINE).await;
        *self.process.lock().await = Some(process);
        let made = reqwest::Client::new().put(format!("{}/{BUCKET}", self.origin())).send().await;
        assert!(made.unwrap().status().is_success());
    }

    pub async fn stop(&self) {
        drop(self.process.lock().await.take());
    }

    /// `STOP` freezes it, `CONT` lets it go on.
    pub async fn signal(&self, signal: &str) {
        self.process.lock().await.as_ref().expect("it is running").signal(signal);
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What keeps its files there, with the keys.
    pub async fn place(&self) -> Place {
        place_at(&self.origin()).await
    }

    /// What lies in the bucket.
    pub async fn keys(&self) -> Vec<String> {
        let list = format!("{}/{BUCKET}?list-type=2", self.origin());
        let text = reqwest::get(list).await.unwrap().text().await.unwrap();
        let keys = text.split("<Key>").skip(1).filter_map(|rest| rest.split('<').next());
        keys.map(str::to_owned).collect()
    }
}

async fn place_at(origin: &str) -> Place {
    let url = format!("s3://{BUCKET}/some/files?endpoint={origin}");
    let place = Place::fresh().await.with("FILES_URL", &url);
    place
        .with("AWS_ACCESS_KEY_ID", "key")
        .with("AWS_SECRET_ACCESS_KEY", "hush-4711")
        .with("AWS_REGION", "eu-north-1")
}

/// One that answers everything like this, or nothing at all.
pub struct RefusingS3 {
    address: String,
    server: JoinHandle<()>,
}

impl RefusingS3 {
    pub async fn with(status: StatusCode) -> Self {
        Self::answering(move || async move { (status, "<Error><Code>No</Code></Error>") }).await
    }

    pub async fn silent() -> Self {
        Self::answering(|| async { sleep(Duration::from_secs(3600)).await }).await
    }

    async fn answering<H, T>(handler: H) -> Self
    where
        H: axum::handler::Handler<T, ()>,
        T: 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = Router::new().fallback(handler);
        let serving = async move { axum::serve(listener, router).await.unwrap() };
        Self { address, server: tokio::spawn(serving) }
    }

    pub async fn place(&self) -> Place {
        place_at(&format!("http://{}", self.address)).await
    }
}

impl Drop for RefusingS3 {
    fn drop(&mut self) {
        self.server.abort();
    }
}
