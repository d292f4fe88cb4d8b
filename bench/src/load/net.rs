//! Sockets, epoll and clocks, without a runtime: one system call each.

use std::net::{Ipv4Addr, SocketAddrV4};

use rustix::{
    buffer::spare_capacity,
    event::epoll::{self, CreateFlags, Event, EventData, EventFlags},
    fd::{AsFd, OwnedFd},
    io::{self, Errno},
    net::{self, AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, sockopt},
    process::{Resource, Rlimit, getrlimit, setrlimit},
    time::{ClockId, Timespec, clock_gettime},
};

/// Events taken from the kernel at once.
const MOST_EVENTS: usize = 2048;

/// Nanoseconds of the monotonic clock.
pub fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Raises the limit of open files as far as we may; returns it.
pub fn raise_open_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let now = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    now.unwrap_or(u64::MAX)
}

/// Begins to connect, without waiting for it.
pub fn connect(to: SocketAddrV4, from: Option<Ipv4Addr>) -> io::Result<OwnedFd> {
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
    sockopt::set_tcp_nodelay(&socket, true)?;
    if let Some(address) = from {
        net::bind(&socket, &SocketAddrV4::new(address, 0))?;
    }
    match net::connect(&socket, &to) {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(socket),
        Err(error) => Err(error),
    }
}

/// What became of a connection that was begun.
pub fn connected(socket: &OwnedFd) -> io::Result<()> {
    sockopt::socket_error(socket)?
}

/// None means that nothing has come; 0 bytes are the end.
pub fn receive(socket: &OwnedFd, buffer: &mut [u8]) -> io::Result<Option<usize>> {
    loop {
        match net::recv(socket, &mut *buffer, RecvFlags::empty()) {
            Ok((bytes, _)) => return Ok(Some(bytes)),
            Err(Errno::AGAIN) => return Ok(None),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// How many bytes went; 0 when there is no room.
pub fn send(socket: &OwnedFd, bytes: &[u8]) -> io::Result<usize> {
    loop {
        match net::send(socket, bytes, SendFlags::NOSIGNAL) {
            Ok(sent) => return Ok(sent),
            Err(Errno::AGAIN) => return Ok(0),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Which sockets can be read or written.
pub struct Poll {
    epoll: OwnedFd,
    events: Vec<Event>,
}

/// A socket that is ready: under which number it was added, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Ready {
    pub number: usize,
    pub writable: bool,
    /// Or at its end.
    pub readable: bool,
}

impl Poll {
    pub fn new() -> io::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        Ok(Self { epoll, events: Vec::with_capacity(MOST_EVENTS) })
    }

    /// Watches a new socket until it can be written.
    pub fn add(&self, socket: impl AsFd, number: usize) -> io::Result<()> {
        epoll::add(&self.epoll, socket, EventData::new_u64(number as u64), EventFlags::OUT)
    }

    pub fn watch(&self, socket: impl AsFd, number: usize, writable: bool) -> io::Result<()> {
        let flags = if writable { EventFlags::IN | EventFlags::OUT } else { EventFlags::IN };
        epoll::modify(&self.epoll, socket, EventData::new_u64(number as u64), flags)
    }

    /// Waits for at most so many nanoseconds; returns how many are ready.
    pub fn wait(&mut self, nanoseconds: u64) -> usize {
        let timeout = Timespec {
            tv_sec: (nanoseconds / 1_000_000_000) as i64,
            tv_nsec: (nanoseconds % 1_000_000_000) as i64,
        };
        self.events.clear();
        // An interruption is a wait that has ended early.
        let _ = epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&timeout));
        self.events.len()
    }

    /// The `index`-th of those that are ready.
    pub fn ready(&self, index: usize) -> Ready {
        let Event { flags, data, .. } = self.events[index];
        Ready {
            number: data.u64() as usize,
            writable: flags.contains(EventFlags::OUT),
            readable: flags.intersects(!EventFlags::OUT),
        }
    }
}
