//! Files in S3, or in what speaks as it does.

use std::{sync::Arc, time::Duration};

use object_store::{
    BackoffConfig, ObjectStore, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
    prefix::PrefixStore,
    signer::{Method, Signer},
};
use reqwest_0_12::{
    Body, Client, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use tokio::time::sleep;

use super::{Spool, away, http, reading::of_file, spool::Spooled};
use crate::{
    config::Bucket,
    error::{Error, Result, StartError},
};

/// How often something is tried, and how long altogether: somebody waits for it.
const RETRIES: usize = 2;
const RETRY_TIMEOUT: Duration = Duration::from_secs(10);
/// After the first failure, then more.
const PAUSE: Duration = Duration::from_millis(200);
/// How long one request may take that brings a file, and how many bytes a second
/// must get through beyond that.
const PUT_TIMEOUT: Duration = Duration::from_secs(20);
const SLOWEST: u64 = 256 * 1024;

#[derive(Debug, Clone)]
pub(super) struct S3 {
    s3: Arc<AmazonS3>,
    prefix: Path,
    client: Client,
}

impl S3 {
    /// The keys, and the region where none is given, are those of the environment.
    pub fn open(bucket: &Bucket) -> Result<Self, StartError> {
        let unusable = |error: &dyn std::fmt::Display| StartError::Files(error.to_string());
        let asking = http::Client::new().map_err(|error| unusable(&error))?;
        let client = http::builder().build().map_err(|error| unusable(&error))?;
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(&bucket.name)
            .with_http_connector(asking)
            .with_retry(retry())
            // What few others know.
            .with_disable_bulk_delete(true)
            .with_virtual_hosted_style_request(false);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder
                .with_endpoint(endpoint.as_str().trim_end_matches('/'))
                .with_allow_http(endpoint.scheme() == "http");
        }
        if let Some(region) = &bucket.region {
            builder = builder.with_region(region);
        }
        let s3 = Arc::new(builder.build().map_err(|error| unusable(&error))?);
        Ok(Self { s3, prefix: Path::from(&*bucket.prefix), client })
    }

    pub fn objects(&self) -> Arc<dyn ObjectStore> {
        Arc::new(PrefixStore::new(self.s3.clone(), self.prefix.clone()))
    }

    /// Sends it in one request, which S3 keeps whole or not at all: parts would have
    /// to be 5 MB in memory, each.
    pub async fn put(&self, path: &Path, spool: Spool) -> Result<()> {
        let spooled = spool.finish().await?;
        let path = self.prefix.parts().chain(path.parts()).collect();
        let mut pause = PAUSE;
        for _ in 0..RETRIES {
            match self.try_put(&path, &spooled).await {
                Ok(()) => return Ok(()),
                Err(Failed { again: false, error }) => return Err(error),
                Err(Failed { error, .. }) => tracing::warn!(%error, "S3 is asked once more"),
            }
            sleep(pause).await;
            pause *= 4;
        }
        self.try_put(&path, &spooled).await.map_err(|failed| failed.error)
    }

    async fn try_put(&self, path: &Path, spooled: &Spooled) -> Result<(), Failed> {
        let timeout = PUT_TIMEOUT + Duration::from_secs(spooled.size / SLOWEST);
        let url = self.s3.signed_url(Method::PUT, path, timeout).await.map_err(away)?;
        let file = spooled.file.try_clone().map_err(|error| Error::Internal(error.to_string()))?;
        let request = self
            .client
            .put(url)
            .timeout(timeout)
            .header(CONTENT_LENGTH, spooled.size)
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(Body::wrap_stream(of_file(file, 0..spooled.size)));
        let answer = request.send().await.map_err(|error| {
            // The address is as good as a key for a while.
            let error = error.without_url();
            Failed { again: !error.is_timeout(), error: said(format!("{error:?}")) }
        })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let again = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        Err(Failed { again, error: said(format!("S3 answered {status}")) })
    }
}

/// Why a file could not be brought, and whether that may pass.
struct Failed {
    again: bool,
    error: Error,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { again: false, error }
    }
}

fn said(what: String) -> Error {
    Error::Unavailable(format!("the store of files: {what}"))
}

fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig { init_backoff: PAUSE, ..BackoffConfig::default() },
        max_retries: RETRIES,
        retry_timeout: RETRY_TIMEOUT,
    }
}
