//! Rows 22 and 23: large files, in and out.

use std::{net::SocketAddrV4, thread::sleep, time::Duration};

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    bench::Bench,
    fill::ids::{PEOPLE, messages, page},
    house::House,
    load::{Bulk, together},
    machine::{forget_peak, resident},
    report::Figure,
    servers::Recipe,
};

const BYTES: usize = 25_000_000;
const MEGABYTES: f64 = 25.0;
const AT_ONCE: usize = 4;
/// Uploads that are held halfway, for their memory.
const HELD: [usize; 2] = [AT_ONCE, 16];
const HELD_FOR: Duration = Duration::from_secs(2);
const BOUNDARY: &str = "----natter-bench-5d1c";
const BEFORE: &str = "------natter-bench-5d1c\r\n\
    Content-Disposition: form-data; name=\"file\"; filename=\"film.bin\"\r\n\
    Content-Type: application/octet-stream\r\n\r\n";
const AFTER: &str = "\r\n------natter-bench-5d1c--\r\n";
/// Who uploads and sends, into the conversation of the same number.
const SENDER: u32 = 1;

/// Row 22: beside nginx, which takes the same in by `PUT`. It does not wait until the
/// disk has it, as Natter does.
pub fn uploads(bench: &Bench) -> Measured {
    let film = noise(BYTES);
    let race = Race::new(bench, |house| {
        written(bench)?;
        let rate = upload(house, &film)?.rate(AT_ONCE, bench.pace.duration)? * MEGABYTES;
        let mut figures = vec![rate];
        for count in HELD {
            figures.push(memory_of(house, &film, count)?);
        }
        house.forget_files()?;
        Ok(figures)
    });
    let race = race.beside(|| {
        written(bench)?;
        let put = |status| Bulk {
            to: bench.nginx.address,
            head: "PUT /put/film-{n}.bin HTTP/1.1\r\n".to_owned(),
            body: vec![&film[..]],
            status,
        };
        // The first one of a name makes it, all others replace it.
        let first = put(201);
        let _ = together(AT_ONCE, |number| first.once(number));
        Ok(vec![put(204).rate(AT_ONCE, bench.pace.duration)? * MEGABYTES])
    });
    let rate = Figure::rate(22, "uploads of 25 MB, 4 at once", "nginx", 0.3, 0.7).unit("MB/s");
    let mut figures = vec![(rate, 0, By::Limit(0))];
    for (place, count) in HELD.iter().enumerate() {
        let what = format!("memory of an upload in flight, {count} at once");
        let memory = Figure::amount(22, what, "kB", 2048.0, 256.0);
        figures.push((memory, place + 1, By::Nothing));
    }
    Ok(race.outcomes(&figures))
}

/// Row 23: for the other member, beside nginx with the same file.
pub fn downloads(bench: &Bench) -> Measured {
    let film = noise(BYTES);
    bench.nginx.serve("film.bin", &film)?;
    let race = Race::new(bench, |house| {
        let path = send(house, &film)?;
        let cookie = format!("Cookie: {}\r\n", house.cookie(SENDER + PEOPLE));
        let rate = megabytes_down(bench, house.address()?, &path, &cookie);
        house.forget_files()?;
        Ok(vec![rate?])
    });
    let race =
        race.beside(|| Ok(vec![megabytes_down(bench, bench.nginx.address, "/film.bin", "")?]));
    let figure = Figure::rate(23, "downloads of 25 MB, 4 at once", "nginx", 0.3, 0.8);
    Ok(race.outcomes(&[(figure.unit("MB/s"), 0, By::Limit(0))]))
}

fn megabytes_down(bench: &Bench, to: SocketAddrV4, path: &str, lines: &str) -> Result<f64, String> {
    let head = format!("GET {path} HTTP/1.1\r\n{lines}");
    let down = Bulk { to, head, body: Vec::new(), status: 200 };
    match down.once(0)?.length {
        BYTES => Ok(down.rate(AT_ONCE, bench.pace.duration)? * MEGABYTES),
        length => Err(format!("{path} has {length} bytes")),
    }
}

/// Uploads it and sends it; where its readers find it.
fn send(house: &House, film: &[u8]) -> Result<String, String> {
    let shown = upload(house, film)?.once(0)?.begin;
    let shown = String::from_utf8_lossy(&shown);
    let id = shown.split_once("data-file=\"").and_then(|(_, rest)| rest.split('"').next());
    let id = id.ok_or("the answer shows no file")?;
    let form = format!("body=film&file={id}");
    let content_type = "application/x-www-form-urlencoded";
    let sent = house.visitor(SENDER)?.post(&messages(SENDER), content_type, &form)?;
    match sent.head.status {
        303 => Ok(format!("/files/{id}/film.bin")),
        status => Err(format!("a file cannot be sent: status {status}")),
    }
}

/// As a browser uploads it, in two halves.
pub(super) fn upload<'b>(house: &House, bytes: &'b [u8]) -> Result<Bulk<'b>, String> {
    let (to, cookie) = (house.address()?, house.cookie(SENDER));
    let head = format!(
        "POST {}/files HTTP/1.1\r\nOrigin: http://{to}\r\nCookie: {cookie}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n",
        page(SENDER)
    );
    let (one, other) = bytes.split_at(bytes.len() / 2);
    let body = vec![BEFORE.as_bytes(), one, other, AFTER.as_bytes()];
    Ok(Bulk { to, head, body, status: 200 })
}

/// The most that so many at once take beyond what the process had, in kB for each.
/// They wait when half of them has come.
fn memory_of(house: &House, film: &[u8], count: usize) -> Result<f64, String> {
    house.restart()?;
    let upload = upload(house, film)?;
    // What the program needs for the first one is not for each.
    upload.once(0)?;
    sleep(HELD_FOR / 2);
    let pid = house.pid()?;
    forget_peak(pid)?;
    let (before, _) = resident(pid)?;
    let hold = |place| {
        if place == 2 {
            sleep(HELD_FOR);
        }
    };
    together(count, |number| upload.pausing(number, hold))?;
    let (_, most) = resident(pid)?;
    Ok((most - before) / count as f64)
}

/// Waits until the disk has what was written before.
fn written(bench: &Bench) -> Result<(), String> {
    Recipe::new("sync", &bench.ground.folder).run("").map(drop)
}

/// Bytes that are no picture and cannot be told from noise: the same each time.
pub(super) fn noise(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let mut noise = vec![1; count];
    noise[4..].fill_with(&mut next);
    noise
}
