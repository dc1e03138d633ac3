//! The dot between the parts of a foreign name, 卡尔.马克思: where a typist had no · at hand,
//! it is a dot, and no full stop.

use super::sight::Line;
use crate::span::Span;

/// Characters that foreign names are usually spelled with, collected by hand. A sentence rarely ends with one where the next begins with another.
const CHARACTERS: &str = "阿埃艾安奥巴贝本比彼伯博布查达戴丹德登迪蒂丁杜多顿厄恩尔法菲费弗夫福盖戈格古哈海\
    汉赫亨胡华怀基吉加杰卡凯柯科克肯库拉莱兰朗劳勒雷里理利莉丽列林琳卢鲁路伦罗洛马玛迈麦曼梅门蒙\
    米密莫姆穆纳娜内尼宁纽诺欧帕佩彭皮普奇乔切琼茹儒瑞萨塞桑莎舍圣史斯思丝苏索塔泰坦汤特提图托瓦威\
    韦维温沃伍西希夏谢休雅亚扬耶伊约泽詹珍朱兹茨";

/// Whether the dot at `dot` stands between two parts of a name.
pub(super) fn is_name_dot(line: Line<'_>, dot: Span) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| CHARACTERS.contains(c));
    is_part(line.char_before(dot.start)) && is_part(line.char_after(dot.end))
}
