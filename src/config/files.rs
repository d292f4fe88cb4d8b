//! Where files are kept, and how many.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::store::Database;

/// Where the bytes of files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesUrl {
    Folder(PathBuf),
    S3(Bucket),
}

/// A place in S3, or in what speaks as it does. The keys are the usual `AWS_…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Before each key; perhaps empty.
    pub prefix: String,
    /// None: that of Amazon.
    pub endpoint: Option<Url>,
    /// None: as `AWS_REGION` says.
    pub region: Option<String>,
}

impl fmt::Display for FilesUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::S3(bucket) => write!(f, "s3://{}/{}", bucket.name, bucket.prefix),
        }
    }
}

impl FilesUrl {
    /// What is relative is beside the database, where that is a file.
    pub(super) fn beside(self, database: &Url) -> Self {
        let Self::Folder(folder) = self else { return self };
        let beside = Database::path(database).and_then(|file| Some(file.parent()?.join(&folder)));
        Self::Folder(beside.unwrap_or(folder))
    }
}

pub(super) fn files_url(value: &str) -> Result<FilesUrl, &'static str> {
    const ALLOWED: &str = "file:FOLDER, like file:natter-files or file:///srv/natter/files, or s3://BUCKET/PREFIX, \
        with ?endpoint=https://… for another server than Amazon's; its keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    let read = match value.split_once(':') {
        Some(("file", path)) => folder(path),
        Some(("s3", _)) => bucket(value).map(FilesUrl::S3),
        _ => None,
    };
    read.ok_or(ALLOWED)
}

fn folder(path: &str) -> Option<FilesUrl> {
    let path = match path.strip_prefix("//") {
        // A host would be another machine.
        Some(path) => path.strip_prefix("localhost").unwrap_or(path),
        None => path,
    };
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_folder =
        !path.is_empty() && !path.contains(['\0', '?']) && Path::new(&*path) != Path::new("/");
    is_folder.then(|| FilesUrl::Folder(PathBuf::from(&*path)))
}

fn bucket(value: &str) -> Option<Bucket> {
    let url = Url::parse(value).ok()?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let (mut endpoint, mut region) = (None, None);
    for (name, value) in url.query_pairs() {
        match &*name {
            "endpoint" => endpoint = Some(super::urls::public_url(&value).ok()?),
            "region" => region = Some(value.into_owned()).filter(|region| !region.is_empty()),
            // What is misspelt would only be missed much later.
            _ => return None,
        }
    }
    let prefix = percent_decode_str(url.path()).decode_utf8().ok()?;
    let name = url.host_str().filter(|name| !name.is_empty())?.to_owned();
    let prefix = prefix.trim_matches('/').to_owned();
    is_plain.then_some(Bucket { name, prefix, endpoint, region })
}

/// As much as fits into one: `25MB`, `512 kB`, `2GB`; a kB is 1024 bytes.
fn bytes(value: &str) -> Option<u64> {
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    let power = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "kb" => 1,
        "mb" => 2,
        "gb" => 3,
        "tb" => 4,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(1024_u64.pow(power))
}

pub(super) fn file_size(value: &str) -> Result<u64, &'static str> {
    const LEAST: u64 = 1024;
    /// What S3 takes at once.
    const MOST: u64 = 5 << 30;
    bytes(value)
        .filter(|size| (LEAST..=MOST).contains(size))
        .ok_or("a size between 1kB and 5GB, like 25MB")
}

/// None is as much as there is room for.
pub(super) fn storage(value: &str) -> Result<Option<u64>, &'static str> {
    let size = bytes(value).filter(|size| i64::try_from(*size).is_ok());
    size.map(|size| Some(size).filter(|size| *size > 0))
        .ok_or("a size, like 2GB, or 0 for no limit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_beside_the_database_unless_it_is_whole() {
        let sqlite = Url::parse("sqlite:///srv/natter/natter.db?mode=rwc").unwrap();
        let postgres = Url::parse("postgres://host/natter").unwrap();
        let of = |value, database: &Url| match files_url(value).map(|url| url.beside(database)) {
            Ok(FilesUrl::Folder(folder)) => folder.to_string_lossy().into_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(of("file:natter-files", &sqlite), "/srv/natter/natter-files");
        assert_eq!(of("file:natter-files", &postgres), "natter-files");
        for whole in ["file:/mnt/a%20b", "file:///mnt/a%20b", "file://localhost/mnt/a b"] {
            assert_eq!(of(whole, &sqlite), "/mnt/a b");
        }
    }

    #[test]
    fn a_bucket_may_be_anywhere() {
        let url = "s3://photos/natter/files?endpoint=http://127.0.0.1:9000&region=eu-north-1";
        let Ok(FilesUrl::S3(bucket)) = files_url(url) else { panic!("{:?}", files_url(url)) };
        assert_eq!((&*bucket.name, &*bucket.prefix), ("photos", "natter/files"));
        assert_eq!(bucket.endpoint.unwrap().as_str(), "http://127.0.0.1:9000/");
        assert_eq!(bucket.region.as_deref(), Some("eu-north-1"));
    }

    #[test]
    fn what_is_no_place_is_said() {
        for wrong in [
            "natter-files",
            "file:",
            "file:///",
            "s3:",
            "s3:///prefix",
            "s3://key:hush@bucket",
            "s3://bucket?endpoint=minio:9000",
            "s3://bucket?endpiont=http://minio:9000",
            "gs://bucket",
        ] {
            assert!(files_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_have_a_unit_and_a_limit() {
        assert_eq!(file_size("25MB"), Ok(25 * 1024 * 1024));
        assert_eq!(file_size("2048"), Ok(2048));
        assert_eq!(storage("2 gb"), Ok(Some(2 << 30)));
        assert_eq!(storage("0"), Ok(None));
        for wrong in ["", "MB", "25M", "-1MB", "1.5GB", "99999999999TB"] {
            assert!(file_size(wrong).is_err() && storage(wrong).is_err(), "{wrong}");
        }
        assert!(file_size("0").is_err() && file_size("6GB").is_err());
    }
}
