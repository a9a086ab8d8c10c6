from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tnstudio.datasets import picture_file
from tnstudio.datasets.picture_file import picture_size, read_picture
from tnstudio.datasets.resampling import Resampling
from tnstudio.errors import TNStudioError

AS_IT_IS = Resampling()
GREY = np.random.default_rng(0).integers(0, 256, (6, 7), np.uint8)
COLOURS = np.random.default_rng(1).integers(0, 256, (6, 7, 3), np.uint8)


def saved(path, picture, **how):
    picture.save(path, **how)
    return path


@pytest.mark.parametrize("ending", [".png", ".bmp", ".tif", ".gif", ".pgm", ".webp"])
def test_that_grey_pictures_are_read_as_they_were_saved(tmp_path, ending):
    how = {"lossless": True} if ending == ".webp" else {}
    path = saved(tmp_path / f"a{ending}", Image.fromarray(GREY), **how)
    pixels = read_picture(path, AS_IT_IS)
    assert picture_size(path) == (6, 7)
    # WebP knows colours only.
    np.testing.assert_array_equal(pixels[..., 0], GREY)
    assert pixels.shape == (6, 7, 3 if ending == ".webp" else 1)


@pytest.mark.parametrize("ending", [".png", ".bmp", ".tiff", ".ppm"])
def test_that_colours_are_read_as_they_were_saved(tmp_path, ending):
    path = saved(tmp_path / f"a{ending}", Image.fromarray(COLOURS))
    np.testing.assert_array_equal(read_picture(path, AS_IT_IS), COLOURS)


def test_that_a_photograph_is_close_and_stands_upright(tmp_path):
    smooth = np.add.outer(np.arange(24) * 5, np.arange(16) * 3).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    turned = Image.fromarray(np.rot90(smooth))
    path = saved(tmp_path / "a.jpg", turned, quality=95, exif=exif)
    assert picture_size(path) == (24, 16)
    pixels = read_picture(path, AS_IT_IS)
    assert np.abs(pixels[..., 0].astype(int) - smooth).max() < 8


def test_that_black_and_white_and_sixteen_bits_become_bytes(tmp_path):
    path = saved(tmp_path / "a.png", Image.fromarray(GREY > 99))
    np.testing.assert_array_equal(
        read_picture(path, AS_IT_IS)[..., 0], (GREY > 99) * 255
    )
    deep = GREY.astype(np.uint16) * 257 + 100
    path = saved(tmp_path / "b.png", Image.fromarray(deep))
    np.testing.assert_array_equal(read_picture(path, AS_IT_IS)[..., 0], GREY)


def test_that_a_palette_of_greys_is_grey(tmp_path):
    picture = Image.fromarray(GREY).convert("P")
    path = saved(tmp_path / "a.png", picture)
    np.testing.assert_array_equal(read_picture(path, AS_IT_IS)[..., 0], GREY)
    assert read_picture(path, AS_IT_IS).shape == (6, 7, 1)
    coloured = Image.fromarray(COLOURS).convert("P", palette=Image.Palette.ADAPTIVE)
    path = saved(tmp_path / "b.png", coloured)
    np.testing.assert_array_equal(
        read_picture(path, AS_IT_IS), np.asarray(coloured.convert("RGB"))
    )


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_that_what_is_transparent_is_black_behind(tmp_path, mode):
    picture = Image.fromarray(GREY).convert(mode)
    clear = np.where(np.arange(7) < 3, 0, 255).astype(np.uint8)
    picture.putalpha(Image.fromarray(np.tile(clear, (6, 1))))
    pixels = read_picture(saved(tmp_path / "a.png", picture), AS_IT_IS)
    assert pixels.shape[2] == {"RGBA": 3, "LA": 1}[mode]
    assert not pixels[:, :3].any()
    np.testing.assert_array_equal(pixels[:, 3:, 0], GREY[:, 3:])


def test_that_the_content_tells_the_format_not_the_name(tmp_path):
    path = tmp_path / "a.jpg"
    Image.fromarray(GREY).save(path, format="PNG")
    np.testing.assert_array_equal(read_picture(path, AS_IT_IS)[..., 0], GREY)


def test_that_pictures_are_resampled_and_made_grey_on_the_way(tmp_path):
    path = saved(tmp_path / "a.png", Image.fromarray(COLOURS))
    small = read_picture(path, Resampling((3, 2), grey=True))
    assert small.shape == (3, 2, 1)
    assert picture_size(path) == (6, 7)


def test_that_several_pictures_in_a_file_are_refused(tmp_path):
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    path = saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    with pytest.raises(TNStudioError, match="several pictures") as caught:
        read_picture(path, AS_IT_IS)
    assert caught.value.location == str(path)


def test_that_numbers_without_a_known_white_are_refused(tmp_path):
    path = saved(tmp_path / "a.tif", Image.fromarray(GREY.astype(np.float32)))
    with pytest.raises(TNStudioError, match="whose white is not known"):
        read_picture(path, AS_IT_IS)


def test_that_too_large_pictures_are_refused_by_their_header(tmp_path, monkeypatch):
    path = saved(tmp_path / "a.png", Image.new("1", (9000, 8000)))
    with pytest.raises(TNStudioError, match="is 8000 × 9000, over 67,108,864"):
        read_picture(path, AS_IT_IS)
    bomb = saved(tmp_path / "b.png", Image.new("1", (20_000, 10_000)))
    for look in (picture_size, lambda p: read_picture(p, AS_IT_IS)):
        with pytest.raises(TNStudioError, match=r"cannot be read|over 67,108,864"):
            look(bomb)
    monkeypatch.setattr(picture_file, "MOST_PIXELS", 42)
    assert picture_size(saved(tmp_path / "c.png", Image.new("L", (7, 6)))) == (6, 7)


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n"])
def test_that_what_is_no_picture_is_refused(tmp_path, content):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    for look in (picture_size, lambda p: read_picture(p, AS_IT_IS)):
        with pytest.raises(TNStudioError, match="no picture, or damaged") as caught:
            look(path)
        assert caught.value.location == str(path)
        assert caught.value.hint
    with pytest.raises(TNStudioError, match="No such file"):
        read_picture(tmp_path / "gone.png", AS_IT_IS)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_that_damaged_pictures_are_read_or_refused_but_never_crash(
    data, tmp_path_factory
):
    ending = data.draw(
        st.sampled_from([".png", ".jpg", ".bmp", ".gif", ".tif", ".webp", ".ppm"])
    )
    path = tmp_path_factory.mktemp("damaged") / f"a{ending}"
    Image.fromarray(COLOURS).save(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    with suppress(TNStudioError):
        pixels = read_picture(path, AS_IT_IS)
        assert pixels.dtype == np.uint8
        assert pixels.shape[2] in (1, 3)
