//! Pictures on their way in: cleaned, made small, or refused.

use image::{ImageFormat, RgbImage};

use crate::harness::upload::id_in;
use crate::harness::{Chat, Conversation, Person};

const SECRET: &[u8] = b"60.1699N 24.9384E";

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x as u8, y as u8, (x * y % 251) as u8])
    });
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A photograph that tells where it was taken, and has an archive behind its end.
fn photograph(width: u32, height: u32) -> Vec<u8> {
    let plain = encoded(width, height, ImageFormat::Jpeg);
    let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0", SECRET].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..], b"PK\x03\x04 and more"].concat()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

async fn downloaded(ada: &Person, id: &str) -> (String, Vec<u8>) {
    let answer = ada.downloads(id).opened().await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let about = format!("{} {}", header("content-type"), header("content-disposition"));
    (about, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_picture_does_not_tell_where_it_was_taken() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let photograph = photograph(1600, 1200);
    let id = ada.uploaded(&conversation, "pier.html", &photograph).await;
    let (about, bytes) = downloaded(&ada, &id).await;
    assert_eq!(about, "image/jpeg inline; filename*=UTF-8''pier.html");
    assert!(!has(&bytes, SECRET) && !has(&bytes, b"PK\x03\x04"));
    let small = ada.get(&format!("/files/{id}/thumbnail")).opened().await;
    assert_eq!(small.status(), 200);
    assert_eq!(small.headers()["content-type"], "image/webp");
    assert_eq!(&small.bytes().await.unwrap()[8..12], b"WEBP");
    let kept =
        "SELECT count(*) FROM files WHERE kind = 'picture' AND width = 1600 AND height = 1200";
    assert_eq!(chat.place.count(kept).await, 1);
    // Who wants all of it sends it as a file.
    let as_file = ada.uploads(&conversation, &[("as_file", "1")], ("pier.jpg", &photograph)).await;
    let (_, bytes) = downloaded(&ada, &id_in(&as_file.is(200))).await;
    assert_eq!(bytes, photograph);
    assert_eq!(chat.place.count("SELECT count(*) FROM files WHERE kind = 'other'").await, 1);
    let said = chat.place.commands("files check").await;
    assert!(said.status.success() && said.output.contains("0 left over"), "{}", said.output);
}

/// With the head of one so large, and nothing behind it.
fn bomb() -> Vec<u8> {
    let mut bytes = encoded(1, 1, ImageFormat::Png);
    let size = 30_000_u32.to_be_bytes();
    bytes[16..20].copy_from_slice(&size);
    bytes[20..24].copy_from_slice(&size);
    let sum = crc32fast::hash(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

async fn refused(ada: &Person, conversation: &Conversation, bytes: &[u8], why: &str) {
    let answer = ada.uploads(conversation, &[], ("a.png", bytes)).await.is(422);
    assert!(answer.body.contains(why), "{}", answer.body);
    ada.uploads(conversation, &[("as_file", "1")], ("a.png", bytes)).await.is(200);
}

#[tokio::test]
async fn what_only_pretends_to_be_a_picture_is_refused() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    refused(&ada, &conversation, &bomb(), "too large to be shown").await;
    let half = photograph(400, 300);
    refused(&ada, &conversation, &half[..half.len() / 2], "damaged").await;
    refused(&ada, &conversation, b"\xff\xd8\xff\xe0PK\x03\x04\x14\0", "damaged").await;
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 3, "sent as files");
    // One that nothing here decodes is a file like any other.
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let id = ada.uploaded(&conversation, "a.heic", heic).await;
    let (about, bytes) = downloaded(&ada, &id).await;
    assert!(about.contains("attachment") && bytes == heic, "{about}");
}

#[tokio::test]
async fn many_pictures_at_once_are_looked_at_one_after_the_other() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let picture = encoded(1500, 1000, ImageFormat::Png);
    let uploads =
        (0..8).map(|_| ada.uploads(&conversation, &[], ("a.png", &picture)).into_future());
    for answer in futures_util::future::join_all(uploads).await {
        answer.is(200);
    }
}
