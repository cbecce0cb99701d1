//! `yume-pdq` makes its tables of 32-bit weights, while it is built, with numbers of 128 bits from
//! the C library GMP. Here they are made with 64 bits, so that the bench needs no C library; the
//! kernel itself is compiled as it was published.

use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Float(f64);

impl Float {
    pub fn new(_bits: u32) -> Self {
        Self(0.0)
    }

    pub fn with_val(_bits: u32, value: i32) -> Self {
        Self(value.into())
    }

    pub fn acos_mut(&mut self) {
        self.0 = self.0.acos();
    }

    pub fn cos(self) -> Self {
        Self(self.0.cos())
    }

    pub fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }

    pub fn to_f32(&self) -> f32 {
        self.0 as f32
    }

    pub fn to_f64(&self) -> f64 {
        self.0
    }
}

impl Neg for Float {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Add for Float {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Float {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Float {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Div for Float {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }
}

impl AddAssign for Float {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Float {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl MulAssign<i32> for Float {
    fn mul_assign(&mut self, other: i32) {
        self.0 *= f64::from(other);
    }
}
