//! Avatars: what somebody has chosen is shown wherever they are, and to whom.

use image::{ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use crate::harness::raw::raw;
use crate::harness::upload::{content_type, multipart};
use crate::harness::{Answer, Ask, Chat, Group, Page, Person, Program, eventually};

const RED: [u8; 3] = [200, 0, 0];
const GREEN: [u8; 3] = [0, 200, 0];

/// Red on the left, green on the right.
fn two_colours(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(200, 100, |x, _| if x < 100 { Rgb(RED) } else { Rgb(GREEN) });
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png() -> Vec<u8> {
    two_colours(ImageFormat::Png)
}

impl Person {
    /// Posts a picture as a form does that has only this file in it.
    fn posts_picture(&self, path: &str, fields: &[(&str, &str)], bytes: &[u8]) -> Ask<'_> {
        let body = multipart(fields, Some(("a.png", bytes)));
        self.post(path).body(body).header("content-type", &content_type())
    }

    async fn chooses_picture(&self, fields: &[(&str, &str)]) -> String {
        let answer = self.posts_picture("/settings/avatar", fields, &png()).await;
        answer.redirects_to("/settings?done=avatar#profile");
        picture_of(&self.opens("/settings").await, ".crop").expect("a picture")
    }

    async fn pictures(&self, group: &Group) -> String {
        let answer = self.posts_picture(&group.at("avatar"), &[], &png()).await;
        answer.redirects_to(&group.at("settings"));
        picture_of(&self.opens(&group.at("settings")).await, ".crop").expect("a picture")
    }
}

/// Where the picture in the first avatar within this is.
fn picture_of(page: &Page, within: &str) -> Option<String> {
    page.attribute(&format!("{within} .avatar img"), "src")
}

/// In the middle of its left and of its right half.
async fn colours(person: &Person, path: &str) -> [[u8; 3]; 2] {
    let answer = person.get(path).opened().await;
    assert_eq!(answer.status(), 200, "{path}");
    let picture = image::load_from_memory(&answer.bytes().await.unwrap()).unwrap().to_rgb8();
    assert_eq!(picture.dimensions(), (256, 256));
    [picture.get_pixel(64, 128).0, picture.get_pixel(192, 128).0]
}

fn is_like(colours: [[u8; 3]; 2], wanted: [[u8; 3]; 2]) {
    let apart = |(one, other): (&u8, &u8)| one.abs_diff(*other) > 24;
    let far = colours.iter().flatten().zip(wanted.iter().flatten()).any(apart);
    assert!(!far, "{colours:?} is not like {wanted:?}");
}

/// Objects in the database, and nothing else in the store.
async fn keeps(chat: &Chat, objects: usize) {
    let kept = format!("{objects} objects");
    eventually("the store holds what it should", async || {
        let output = chat.place.commands("files check").await.output;
        (output.contains(&kept) && output.contains("0 missing; 0 left over")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_picture_stands_wherever_somebody_is_shown() {
    let chat = Chat::start().await;
    let (ada, grace, pair) = chat.pair().await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    ada.says(&pair, "hello").await;
    ada.says(&group, "hello all").await;
    grace.post("/contacts").form(&[("username", "ada")]).await.is(303);
    grace.reads(&group, 2).await;
    let readers = group.with(2, "readers");
    assert_eq!(picture_of(&grace.looks_at(&pair).await, ".bar"), None);
    let of_ada = ada.chooses_picture(&[]).await;
    grace.chooses_picture(&[]).await;
    let places = [
        ("/conversations".to_owned(), format!("#conversation-{}", pair.id)),
        (pair.path(), ".bar".to_owned()),
        (group.path(), "article".to_owned()),
        (group.at("members"), ".people".to_owned()),
        (group.at("settings"), "#members".to_owned()),
        ("/people?q=ada".to_owned(), ".people".to_owned()),
        ("/people/ada".to_owned(), ".profile".to_owned()),
        ("/contacts".to_owned(), ".people".to_owned()),
        ("/groups/new?q=ada".to_owned(), "main".to_owned()),
    ];
    for (path, within) in places {
        let page = grace.opens(&path).await;
        assert_eq!(picture_of(&page, &within), Some(of_ada.clone()), "{path} {within}");
    }
    let offered = grace.get(&format!("{}?q=ada", group.at("members"))).htmx().await.is(200);
    assert_eq!(picture_of(&offered.page(), ".completion"), Some(of_ada));
    let page = ada.opens(&readers).await;
    assert!(picture_of(&page, ".people").is_some(), "Grace has read it");
}

#[tokio::test]
async fn a_picture_is_a_square_of_what_was_sent() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for (fields, wanted) in [
        (vec![], [RED, GREEN]),
        (vec![("x", ""), ("y", ""), ("size", "")], [RED, GREEN]),
        (vec![("x", "0"), ("y", "0"), ("size", "100")], [RED, RED]),
        (vec![("x", "100"), ("y", "0"), ("size", "100")], [GREEN, GREEN]),
        (vec![("x", "80"), ("y", "20"), ("size", "40")], [RED, GREEN]),
        // What does not fit is moved, and made smaller.
        (vec![("x", "99999999999"), ("y", "7"), ("size", "100")], [GREEN, GREEN]),
        (vec![("x", "0"), ("y", "0"), ("size", "5000000000")], [RED, RED]),
    ] {
        let path = ada.chooses_picture(&fields).await;
        is_like(colours(&ada, &path).await, wanted);
    }
    for format in [ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let picture = two_colours(format);
        ada.posts_picture("/settings/avatar", &[], &picture).await.is(303);
        let path = picture_of(&ada.opens("/settings").await, ".crop").unwrap();
        is_like(colours(&ada, &path).await, [RED, GREEN]);
    }
}

#[tokio::test]
async fn another_picture_has_another_address_and_the_first_one_is_gone() {
    let chat = Chat::start().await;
    let (ada, grace, pair) = chat.pair().await;
    let first = ada.chooses_picture(&[]).await;
    let mut list = grace.listens_to_the_list().await;
    let second = ada.chooses_picture(&[]).await;
    assert_ne!(first, second);
    let is_shown = |data: &str| data.contains(&second) && data.contains(&pair.id);
    list.expects("the other picture", |event| is_shown(&event.data).then_some(())).await;
    grace.get(&first).await.is(404);
    let answer = grace.get(&second).await.is(200);
    for (name, value) in [
        ("content-type", "image/webp"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    let etag = answer.header("etag").unwrap();
    grace.get(&second).header("if-none-match", etag).await.is(304);
    keeps(&chat, 1).await;
    let backup = chat.place.folder.join("natter.backup");
    let said = chat.place.commands(&format!("backup {}", backup.display())).await;
    assert!(said.output.contains("1 objects"), "{}", said.output);
    let removed = ada.post("/settings/avatar/remove").await;
    removed.redirects_to("/settings?done=no-avatar#profile");
    let page = grace.looks_at(&pair).await;
    assert_eq!(page.text_of(".bar .avatar").as_deref(), Some("A"));
    assert!(!page.has(".avatar img"));
    grace.get(&second).await.is(404);
    keeps(&chat, 0).await;
    ada.post("/settings/avatar/remove").await.is(303);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_beside_the_field_and_not_kept() {
    let chat = Chat::with(&[("MAX_FILE_SIZE", "1MB")]).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let group = ada.makes_group("The pond", &[&grace]).await;
    let whole = png();
    let mut bomb = whole.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let sum = crc32fast::hash(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let kind = "Choose a JPEG, PNG, GIF or WebP picture";
    let none: &[(&str, &str)] = &[];
    for (status, fields, bytes, why) in [
        (422, none, Vec::new(), "empty"),
        (422, none, html, kind),
        (422, none, svg, kind),
        (422, none, heic, kind),
        (422, none, bomb, "too large"),
        (422, none, whole[..whole.len() / 2].to_vec(), "damaged"),
        (413, none, vec![1; 1024 * 1024 + 1], "larger than this server takes"),
        (422, &[("size", "NaN")], whole.clone(), "no such part"),
        (422, &[("x", "-1"), ("size", "9")], whole.clone(), "no such part"),
        (422, &[("y", "1.5"), ("size", "9")], whole.clone(), "no such part"),
    ] {
        for path in ["/settings/avatar".to_owned(), group.at("avatar")] {
            let answer = ada.posts_picture(&path, fields, &bytes).await.is(status);
            let said = answer.page().complaint("file").expect("a sentence");
            assert!(said.contains(why), "{path}: {said}");
        }
    }
    let nothing = multipart(&[], None);
    let answer = ada.post("/settings/avatar").body(nothing).header("content-type", &content_type());
    assert_eq!(answer.await.is(422).page().complaint("file").unwrap(), "Choose a file first.");
    ada.post("/settings/avatar").form(&[("file", "x")]).await.is(400);
    let reader = [("reader", "grace")];
    ada.posts_picture("/settings/avatar", &reader, &whole).await.is(403);
    let elsewhere = ada.posts_picture("/settings/avatar", &[], &whole);
    elsewhere.header("origin", "https://evil.example").await.is(403);
    // Nobody waits for what the head says will come.
    let head = format!(
        "POST /settings/avatar HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncookie: {}\r\n\
         content-type: {}\r\ncontent-length: 30000000\r\n\r\n",
        chat.address(),
        ada.origin(),
        ada.jar.header().unwrap(),
        content_type()
    );
    let answer = raw(&ada, head).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    keeps(&chat, 0).await;
}

#[tokio::test]
async fn a_store_that_is_away_is_said_and_nothing_changes() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let before = ada.chooses_picture(&[]).await;
    let folder = chat.place.folder.join("natter-files");
    let aside = chat.place.folder.join("aside");
    std::fs::rename(&folder, &aside).unwrap();
    std::fs::write(&folder, "no folder").unwrap();
    ada.posts_picture("/settings/avatar", &[], &png()).await.is(503);
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert_eq!(picture_of(&ada.opens("/settings").await, ".crop"), Some(before.clone()));
    ada.get(&before).await.is(200);
    keeps(&chat, 1).await;
}

#[tokio::test]
async fn who_manages_a_group_gives_it_a_picture_which_its_members_see() {
    let chat = Chat::start().await;
    let (ada, grace, dora) =
        (chat.person("ada").await, chat.person("grace").await, chat.person("dora").await);
    let group = ada.makes_group("The pond", &[&grace]).await;
    let mut open = grace.listens_to(&group).await;
    let picture = ada.pictures(&group).await;
    let line = "Ada changed the picture of the group";
    open.expects("the line", |event| Page::new(&event.data).lines().first().cloned()).await;
    for (path, within) in [
        ("/conversations".to_owned(), "#conversations"),
        (group.path(), ".bar"),
        (group.at("settings"), ".profile"),
    ] {
        assert_eq!(picture_of(&grace.opens(&path).await, within), Some(picture.clone()), "{path}");
    }
    assert!(grace.looks_at(&group).await.lines().contains(&line.to_owned()));
    assert_eq!(grace.unread(&group).await.as_deref(), Some("1"), "it concerns nobody else");
    grace.get(&picture).await.is(200);
    dora.get(&picture).await.is(404);
    chat.visitor().get(&picture).htmx().await.is(401);

    grace.posts_picture(&group.at("avatar"), &[], &png()).await.is(403);
    grace.acts(&group, "avatar/remove", &[]).await.is(403);
    dora.posts_picture(&group.at("avatar"), &[], &png()).await.is(404);
    // Whoever has a link sees no picture before they are in.
    let link = ada.makes_link(&group).await;
    assert!(!dora.opens(&link).await.has(".profile img"));
    ada.acts(&group, "settings", &[("open", "1")]).await.is(303);
    assert!(dora.opens(&link).await.has(".profile img"));
    assert!(dora.opens("/people?q=pond").await.has(".avatar--group img"));
    dora.get(&picture).await.is(200);
    ada.acts(&group, "settings", &[("open", "0")]).await.is(303);
    dora.get(&picture).await.is(404);

    ada.gives_role(&group, &grace, "admin").await;
    let second = grace.pictures(&group).await;
    grace.get(&picture).await.is(404);
    keeps(&chat, 1).await;
    ada.turns_out(&group, &grace).await;
    grace.get(&second).await.is(404);
    ada.acts(&group, "avatar/remove", &[]).await.redirects_to(&group.at("settings"));
    ada.acts(&group, "avatar/remove", &[]).await.redirects_to(&group.at("settings"));
    let lines = ada.looks_at(&group).await.lines();
    let removed = "Ada removed the picture of the group";
    assert_eq!(lines.iter().filter(|line| *line == removed).count(), 1);
    ada.get(&second).await.is(404);
    keeps(&chat, 0).await;
    let third = ada.pictures(&group).await;
    ada.acts(&group, "delete", &[("title", "The pond")]).await.is(303);
    ada.get(&third).await.is(404);
}

#[tokio::test]
async fn a_direct_conversation_has_no_picture_of_its_own() {
    let chat = Chat::start().await;
    let (ada, _, pair) = chat.pair().await;
    let path = format!("{}/avatar", pair.path());
    ada.posts_picture(&path, &[], &png()).await.is(404);
    ada.post(&format!("{path}/remove")).await.is(404);
    for wrong in ["/avatars/x", "/avatars/00000000-0000-0000-0000-000000000000"] {
        ada.get(wrong).await.is(404);
    }
    // A file is no avatar, though it is an object as well.
    ada.uploaded(&pair, "a.png", &png()).await;
    let database = chat.place.database().await;
    let id = match chat.place.setting("DATABASE_URL") {
        Some(_) => "CAST(object_id AS TEXT)",
        None => "hex(object_id)",
    };
    let text = format!("SELECT {id} AS id FROM files");
    let statement = Statement::from_string(database.get_database_backend(), text);
    let row = database.query_one_raw(statement).await.unwrap().unwrap();
    let id: String = row.try_get("", "id").unwrap();
    ada.get(&format!("/avatars/{id}")).await.is(404);
}

impl Program {
    fn posts_picture(&self, path: &str, bytes: &[u8]) -> Ask<'_> {
        let body = multipart(&[("x", "100"), ("size", "100")], Some(("a.png", bytes)));
        self.ask(Method::POST, path).body(body).header("content-type", &content_type())
    }
}

fn avatar_in(value: &Value) -> String {
    value["avatar"].as_str().expect("a path").to_owned()
}

/// A path of programs, as they ask below theirs.
async fn fetched(program: &Program, path: &str) -> Answer {
    program.get(path.strip_prefix("/api/v1").expect("a path of programs")).await
}

#[tokio::test]
async fn programs_set_and_fetch_pictures() {
    let chat = Chat::start().await;
    let (ada, grace, pair) = chat.pair().await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    let (of_ada, of_grace) = (Program::of(&ada).await, Program::of(&grace).await);
    assert_eq!(of_ada.reads("/me").await["avatar"], Value::Null);
    let me = of_ada.posts_picture("/me/avatar", &png()).await.is(200).json();
    let path = avatar_in(&me);
    let shown = fetched(&of_grace, &path).await.is(200);
    assert_eq!(shown.header("content-type"), Some("image/webp"));
    is_like(colours(&ada, path.strip_prefix("/api/v1").unwrap()).await, [GREEN, GREEN]);
    let conversation = of_grace.reads(&format!("/conversations/{}", pair.id)).await;
    assert_eq!(avatar_in(&conversation["person"]), path);
    assert_eq!(avatar_in(&of_grace.reads("/people/ada").await), path);
    let members = of_grace.reads(&format!("/conversations/{}/members", group.id)).await;
    assert_eq!(avatar_in(&members["members"][0]), path);

    let at = format!("/conversations/{}/avatar", group.id);
    of_grace.posts_picture(&at, &png()).await.problem(403);
    let told = of_ada.posts_picture(&at, &png()).await.is(200).json();
    let of_group = avatar_in(&told["group"]);
    fetched(&of_grace, &of_group).await.is(200);
    let lines = of_grace.reads(&format!("/conversations/{}/messages", group.id)).await;
    assert_eq!(lines["messages"][1]["event"]["what"], "pictured");
    of_ada.posts_picture("/me/avatar", b"none").await.names(&["file"]);
    let reader = Program::that_may(&["read"], &ada).await;
    reader.posts_picture("/me/avatar", &png()).await.problem(403);
    of_ada.delete(&at).await.is(204);
    of_ada.delete("/me/avatar").await.is(204);
    fetched(&of_grace, &path).await.problem(404);
    assert_eq!(of_ada.reads("/me").await["avatar"], Value::Null);
    keeps(&chat, 0).await;
}

#[tokio::test]
async fn looking_at_a_picture_asks_who_comes_and_whether_they_may() {
    let chat = Chat::start().await;
    let (ada, grace, _) = chat.pair().await;
    let path = ada.chooses_picture(&[]).await;
    let look = async { grace.get(&path).await };
    let request = chat.request_of(("GET", "/avatars/{id}"), look).await;
    assert_eq!((request.status, request.queries), (200, 2));
}
