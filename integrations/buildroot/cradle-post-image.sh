#!/bin/sh
# Checks the root file system that Buildroot has made, and puts the dossier and the reports beside it.
#
#	BR2_ROOTFS_POST_IMAGE_SCRIPT="board/acme/cradle-post-image.sh"
#	BR2_ROOTFS_POST_SCRIPT_ARGS="board/acme/product.yaml"	(optional)
#
# Buildroot gives the folder of the images as the first argument, then its script arguments. The image is read as it is
# delivered: owners and modes of target/ are not those of the device. CRADLE_FATAL=1 ends the build when a limb is
# not met; CRADLE names the program.
set -eu

images=$1
product=${2-}
cradle=${CRADLE:-cradle}

image=
for name in rootfs.squashfs rootfs.ext4 rootfs.ext2 rootfs.tar rootfs.tar.gz rootfs.tar.xz rootfs.tar.zst rootfs.cpio \
	rootfs.cpio.gz rootfs.cpio.xz rootfs.cpio.zst; do
	[ ! -e "$images/$name" ] || { image=$images/$name; break; }
done
if [ -z "$image" ]; then
	echo "cradle: no root file system in $images that it reads; enable BR2_TARGET_ROOTFS_TAR or _SQUASHFS" >&2
	exit 3
fi

code=0
"$cradle" check "$image" ${product:+-p "$product"} --dossier "$images/dossier.cradle" || code=$?
[ "$code" -le 1 ] || exit "$code"
for format in html:html junit:xml sarif:sarif cyclonedx:cdx.json; do
	"$cradle" report "$images/dossier.cradle" --format "${format%%:*}" -o "$images/cradle.${format#*:}"
done
[ "$code" -eq 0 ] || [ "${CRADLE_FATAL:-0}" != 1 ] || exit 1
