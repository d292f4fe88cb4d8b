//! Nearly what a camera makes.

/// Twelve megapixels.
const SIZE: (u32, u32) = (4000, 3000);
/// How much a pixel differs from what it shows: what sensors add.
const NOISE: u32 = 25;

/// Surfaces and structures with noise over them, as a PPM: the same each time.
pub fn photo() -> Vec<u8> {
    let (width, height) = SIZE;
    let mut photo = format!("P6\n{width} {height}\n255\n").into_bytes();
    let mut state = 1_u32;
    for y in 0..height {
        for x in 0..width {
            let light = light(x as f32, y as f32);
            for color in [1.0, 0.9, 0.7] {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (state >> 16) % NOISE;
                photo.push((light * color) as u8 + noise as u8);
            }
        }
    }
    photo
}

/// From 0 to 220.
fn light(x: f32, y: f32) -> f32 {
    let hills = (x / 260.0 + (y / 90.0).sin() * 2.0).sin();
    let leaves = (x / 7.0).sin() * (y / 5.0 + hills * 3.0).sin();
    110.0 + y / 100.0 + hills * 50.0 + leaves * 25.0
}
