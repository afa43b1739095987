#include "image/foreign.h"

#include <string.h>

#include "base/auto.h"

static const struct foreign rows[] = {
#define ROW(at, magic, name, about) { at, sizeof(magic) - 1, magic, name, about }
	ROW(0, "UBI#", "UBI", "a UBI image"),
	ROW(0, "\x31\x18\x10\x06", "UBIFS", "a UBIFS file system"),
	/* magic and node type: clean marker, name, inode; either byte order */
	ROW(0, "\x85\x19\x03\x20", "JFFS2", "a JFFS2 file system"),
	ROW(0, "\x85\x19\x01\xe0", "JFFS2", "a JFFS2 file system"),
	ROW(0, "\x85\x19\x02\xe0", "JFFS2", "a JFFS2 file system"),
	ROW(0, "\x19\x85\x20\x03", "JFFS2", "a JFFS2 file system (big-endian)"),
	ROW(0, "\x19\x85\xe0\x01", "JFFS2", "a JFFS2 file system (big-endian)"),
	ROW(0, "\x19\x85\xe0\x02", "JFFS2", "a JFFS2 file system (big-endian)"),
	ROW(0, "\x45\x3d\xcd\x28", "cramfs", "a cramfs file system"),
	ROW(0, "\x28\xcd\x3d\x45", "cramfs", "a cramfs file system (big-endian)"),
	ROW(512, "\x45\x3d\xcd\x28", "cramfs", "a cramfs file system"),
	ROW(1024, "\xe2\xe1\xf5\xe0", "EROFS", "an EROFS file system"),
	ROW(1024, "\x10\x20\xf5\xf2", "F2FS", "an F2FS file system"),
	ROW(0, "-rom1fs-", "romfs", "a romfs file system"),
	/* an object header: a folder (3) in the root (1), with an unused sum */
	ROW(0, "\x03\x00\x00\x00\x01\x00\x00\x00\xff\xff", "YAFFS", "a YAFFS file system"),
	ROW(0, "\x00\x00\x00\x03\x00\x00\x00\x01\xff\xff", "YAFFS", "a YAFFS file system (big-endian)"),
	ROW(0, "sqsh", "big-endian squashfs", "a squashfs in big-endian order"),
	ROW(0, "shsq", "vendor squashfs", "a squashfs that its vendor changed"),
	ROW(0, "qshs", "vendor squashfs", "a squashfs that its vendor changed"),
	ROW(0, "tqsh", "vendor squashfs", "a squashfs that its vendor changed"),
	ROW(0, "hsqt", "vendor squashfs", "a squashfs that its vendor changed"),
	ROW(0, "XFSB", "XFS", "an XFS file system"),
	ROW(65600, "_BHRfS_M", "btrfs", "a btrfs file system"),
	ROW(82, "FAT32   ", "vfat", "a FAT file system"),
	ROW(54, "FAT16   ", "vfat", "a FAT file system"),
	ROW(54, "FAT12   ", "vfat", "a FAT file system"),
	ROW(3, "EXFAT   ", "exFAT", "an exFAT file system"),
	ROW(3, "NTFS    ", "NTFS", "an NTFS file system"),
	ROW(32769, "CD001", "iso9660", "an ISO 9660 image"),
	ROW(0, "\xd0\x0d\xfe\xed", "FIT", "a FIT image or a device tree"),
	ROW(0, "\x27\x05\x19\x56", "uImage", "a U-Boot uImage"),
	ROW(0, "ANDROID!", "Android boot", "an Android boot image"),
	ROW(0, "HDR0", "TRX", "a TRX firmware"),
	ROW(0, "LUKS\xba\xbe", "LUKS", "an encrypted volume (LUKS)"),
	ROW(512, "LABELONE", "LVM", "an LVM volume"),
	ROW(4086, "SWAPSPACE2", "swap", "swap space"),
#undef ROW
};

const struct foreign *foreign_find(struct bytes head)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (head.n >= rows[i].at + rows[i].n &&
		    memcmp(head.at + rows[i].at, rows[i].magic, rows[i].n) == 0)
			return &rows[i];
	return NULL;
}

int foreign_refuse(const struct foreign *f, struct err *err)
{
	return err_set(err, ERR_UNSUPPORTED, "is %s; cradle does not read %s yet", f->about, f->name);
}
