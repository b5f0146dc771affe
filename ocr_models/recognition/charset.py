"""The signs that the recogniser knows: those of the published weights first, in their order, then ours."""

from typing import Final

PUBLISHED: Final = (
    "&1#@'()+,-./023456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_`abcdefghijklmnopqrstuvwxyz<>"
    "ÀÁÂÃÇÈÉÊÌÍÒÓÔÕÙÚÝàáâãçèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"
    "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"
    "ỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ’“”;*$% "
)
"""What trueocr 0.1.1 reads, in the order of its head."""

ADDED: Final = '–—"!?=[]°²³№•×‘§½|{}~^\\±≤≥€'
"""Signs of administrative papers that the published head lacks."""

SIGNS: Final = PUBLISHED + ADDED
"""Class k + 1 of the network is SIGNS[k]; class 0 is the blank of CTC."""

BLANK: Final = 0
