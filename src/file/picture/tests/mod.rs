mod bombs;
mod cleaning;
mod mutations;
mod samples;
mod turning;
